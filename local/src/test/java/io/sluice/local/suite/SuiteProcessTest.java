package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts that stand in for services. */
class SuiteProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private @Nullable SuiteProcess process;

    @AfterEach
    void end() {
        SuiteProcess started = process;
        if (started != null) {
            started.kill();
        }
    }

    @Test
    void itIsReadyWhenItsProbeSaysSo() {
        SuiteProcess agent = started("touch ready; exec sleep 1000");
        agent.awaitReady(LONG);
        assertThat(agent.state()).isEqualTo(SuiteProcess.State.READY);
        assertThat(agent.pid()).isPresent();
        assertThat(said).anySatisfy(line -> assertThat(line).contains("agent-1").contains("ready in"));
    }

    @Test
    void whatEndsBeforeItsFirstReadinessHasFailed() {
        SuiteProcess agent = started("echo the port is taken; exit 7");
        assertThatThrownBy(() -> agent.awaitReady(LONG))
                .isInstanceOf(SuiteFailure.class)
                .hasMessageContaining("agent-1 ended with exit code 7 while starting")
                .hasMessageContaining("the port is taken")
                .hasMessageContaining(agent.log().toString());
        assertThat(agent.state()).isEqualTo(SuiteProcess.State.HELD);
    }

    @Test
    void aProgramThatIsNotThereHasFailed() {
        process = new SuiteProcess(plan(List.of("/no/such/program")), said::add, () -> {});
        process.start();
        assertThatThrownBy(() -> started().awaitReady(LONG)).hasMessageContaining("/no/such/program");
    }

    @Test
    void whatDiesLaterIsStartedAgainWithALine() {
        SuiteProcess agent = started("touch ready; exec sleep 1000");
        agent.awaitReady(LONG);
        long first = agent.pid().orElseThrow();

        agent.crash();

        await("a new process")
                .atMost(LONG)
                .until(() ->
                        agent.state() == SuiteProcess.State.READY && agent.pid().orElseThrow() != first);
        assertThat(agent.restarts()).isEqualTo(1);
        assertThat(said)
                .anySatisfy(
                        line -> assertThat(line).contains("(pid " + first + ") ended with exit code 137 (SIGKILL)"));
    }

    @Test
    void whatIsStoppedStaysDownUntilItIsStarted() {
        SuiteProcess agent = started("touch ready; exec sleep 1000");
        agent.awaitReady(LONG);

        agent.stop(LONG, LONG);

        assertThat(agent.state()).isEqualTo(SuiteProcess.State.HELD);
        assertThat(agent.pid()).isEmpty();
        agent.start();
        agent.awaitReady(LONG);
        assertThat(agent.restarts()).isZero();
    }

    @Test
    void whatDoesNotHearASignalIsKilledWithItsChildren() throws Exception {
        SuiteProcess agent = started("trap '' TERM; sleep 1000 & echo $! > child; touch ready; while :; do wait; done");
        agent.awaitReady(LONG);
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());

        agent.stop(SHORT, SHORT.multipliedBy(2));

        assertThat(agent.pid()).isEmpty();
        await("its child is gone")
                .atMost(LONG)
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aSecondSignalFollowsTheFirst() throws Exception {
        SuiteProcess agent = started("trap 'echo asked >> asked' TERM; touch ready; while :; do sleep 0.05; done");
        agent.awaitReady(LONG);

        agent.stop(SHORT.multipliedBy(3), SHORT.multipliedBy(6));

        assertThat(Files.readAllLines(folder.resolve("asked"))).hasSize(2);
    }

    @Test
    void aStopInTheMiddleOfAStopWaitsAndSendsNothing() throws Exception {
        SuiteProcess agent =
                started("trap 'echo asked >> asked; sleep 0.5; exit' TERM; touch ready; while :; do sleep 0.05; done");
        agent.awaitReady(LONG);
        Thread first = new Thread(() -> agent.stop(LONG, LONG));
        first.start();
        await("it was asked").atMost(LONG).until(() -> agent.state() != SuiteProcess.State.READY);

        agent.stop(LONG, LONG);
        first.join();

        assertThat(agent.state()).isEqualTo(SuiteProcess.State.HELD);
        assertThat(Files.readAllLines(folder.resolve("asked"))).hasSize(1);
    }

    private SuiteProcess started(String script) {
        process = new SuiteProcess(plan(List.of("sh", "-c", "cd " + folder + "; " + script)), said::add, () -> {});
        process.start();
        return process;
    }

    private SuiteProcess started() {
        SuiteProcess started = process;
        if (started == null) {
            throw new IllegalStateException("nothing was started");
        }
        return started;
    }

    private ProcessPlan plan(List<String> command) {
        Path ready = folder.resolve("ready");
        return new ProcessPlan(
                "agent-1",
                Role.AGENT,
                1,
                command,
                Map.of(),
                folder.resolve("agent-1.log"),
                () -> assertThat(ready.toFile().delete() || !Files.exists(ready))
                        .isTrue(),
                () -> Files.exists(ready));
    }
}
