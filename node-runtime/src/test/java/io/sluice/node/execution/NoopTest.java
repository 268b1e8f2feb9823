package io.sluice.node.execution;

import static io.sluice.node.Assignments.noop;
import static io.sluice.node.Assignments.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.node.NodeSettings;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.SelfForTests;
import io.sluice.node.time.NodeClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoopTest {
    private final Kept kept = new Kept();

    @TempDir
    Path directory;

    private Attempts attempts;
    private NodeSelf self;

    @BeforeEach
    void begin() {
        NodeConfig config = NodeSettings.at(URI.create("http://nobody"), directory);
        LeaseWatch lease = new LeaseWatch(Duration.ofSeconds(15));
        self = SelfForTests.registered(config, new Epoch(7));
        attempts = new Attempts(
                config,
                self,
                NodeClock.system(),
                kept,
                new Watchdog(config, NodeClock.system(), lease, code -> {}),
                Map.of("noop", new NoopRunner()));
    }

    @AfterEach
    void end() {
        attempts.shutDown();
    }

    /** No thread is there to do it: they have ended before it comes. */
    @Test
    void whatTakesNoTimeHasEndedWhenItIsAssigned() {
        attempts.shutDown();
        StreamFrame.Assign assign = noTime();

        attempts.assign(assign, NodeClock.system().now());

        assertThat(kept.reports)
                .extracting(report -> report.getClass().getSimpleName())
                .containsExactly("Started", "Ended");
        assertThat(kept.ends().get(0).state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(self.now().runningAttempts()).isZero();
        assertThat(attempts.held()).containsExactly(assign.ref());
    }

    @Test
    void itIsHeldUntilItsEndIsAcknowledgedAndNeverRunsTwice() {
        StreamFrame.Assign assign = noTime();
        attempts.assign(assign, NodeClock.system().now());
        attempts.assign(assign, NodeClock.system().now());

        attempts.endAcknowledged(assign.ref());
        attempts.assign(assign, NodeClock.system().now());

        assertThat(attempts.held()).isEmpty();
        assertThat(kept.reports).hasSize(2);
    }

    @Test
    void oneThatWasCanceledBeforeItCameDoesNotBegin() {
        StreamFrame.Assign assign = noTime();
        attempts.stop(new StreamFrame.Stop(assign.taskId(), assign.attempt(), StreamFrame.StopCause.CANCEL));

        attempts.assign(assign, NodeClock.system().now());

        assertThat(kept.reports).extracting(Report::ref).containsExactly(assign.ref());
        assertThat(kept.ends().get(0).state()).isEqualTo(AttemptState.CANCELED);
    }

    @Test
    void aClosedNodeBeginsNone() {
        attempts.close();

        attempts.assign(noTime(), NodeClock.system().now());

        assertThat(kept.reports).isEmpty();
    }

    @Test
    void whatTakesTimeRunsMeanwhile() {
        StreamFrame.Assign assign = noop("1h");
        attempts.assign(assign, NodeClock.system().now());
        assertThat(self.now().runningAttempts()).isOne();

        attempts.stop(new StreamFrame.Stop(assign.taskId(), assign.attempt(), StreamFrame.StopCause.CANCEL));

        await().until(() -> !kept.ends().isEmpty());
    }

    private static StreamFrame.Assign noTime() {
        return of("noop", null, null, null, null, Guarantee.ONCE, Duration.ofHours(1));
    }
}
