package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.task.Guarantee;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real shells and processes: the node's death is the end of its pipe, its freezing the lack of renewals. */
class GuardianTest {
    private final UUID incarnation = UUID.randomUUID();
    private final LeaseWatch lease = new LeaseWatch(Duration.ofSeconds(15));
    private final List<Process> started = new ArrayList<>();
    private final Guardian guardian =
            new Guardian(incarnation, Program.find("setsid"), Duration.ofSeconds(3), lease, NodeClock.system());

    @AfterEach
    void end() {
        guardian.close();
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void killsWhatIsLeftWhenTheNodeIsGoneAndNothingElse() throws IOException {
        Process orphan = process(incarnation, "once");
        Process another = process(UUID.randomUUID(), "once");
        guardian.begins(Guarantee.ONCE);

        guardian.close();

        await().until(() -> !orphan.isAlive());
        assertThat(another.isAlive()).isTrue();
    }

    @Test
    void killsExclusiveAttemptsAloneWhenNoRenewalComesInTime() throws IOException {
        Process once = process(incarnation, "once");
        Process exclusive = process(incarnation, "exclusive");
        Moment now = NodeClock.system().now();
        lease.renewed(new Moment(now.monotonicNanos() - Duration.ofSeconds(2).toNanos(), now.wall()));

        guardian.begins(Guarantee.ONCE);
        guardian.begins(Guarantee.EXCLUSIVE);

        await().until(() -> !exclusive.isAlive());
        assertThat(once.isAlive()).isTrue();
    }

    @Test
    void aRenewalPutsTheEndOffAndTheLastEndTakesItAway() throws IOException {
        Process exclusive = process(incarnation, "exclusive");
        guardian.begins(Guarantee.EXCLUSIVE);
        long begun = System.nanoTime();

        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            lease.renewed(NodeClock.system().now());
            return System.nanoTime() - begun > Duration.ofSeconds(5).toNanos();
        });

        assertThat(exclusive.isAlive()).isTrue();
        guardian.ends(Guarantee.EXCLUSIVE);
        assertThat(exclusive.isAlive()).isTrue();
    }

    private Process process(UUID ofIncarnation, String guarantee) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "1003");
        builder.environment().put("SLUICE_INCARNATION", ofIncarnation.toString());
        builder.environment().put("SLUICE_GUARANTEE", guarantee);
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
