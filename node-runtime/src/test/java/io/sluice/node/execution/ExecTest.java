package io.sluice.node.execution;

import static io.sluice.node.Assignments.exec;
import static io.sluice.node.Assignments.noop;
import static io.sluice.node.Assignments.of;
import static io.sluice.node.Assignments.shell;
import static io.sluice.node.Assignments.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.node.NodeSettings;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.SelfForTests;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes. */
class ExecTest {
    private final Kept kept = new Kept();
    private final LeaseWatch lease = new LeaseWatch(Duration.ofSeconds(15));
    private final UUID incarnation = UUID.randomUUID();

    @TempDir
    Path directory;

    private WorkDirs workDirs;
    private Attempts attempts;
    private ExecRunner exec;
    private NodeSelf self;

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    @BeforeEach
    void begin() throws Exception {
        workDirs = WorkDirs.open(directory.resolve("work"), "n-1", incarnation);
        build(Duration.ofMillis(300), 10 << 20);
    }

    @AfterEach
    void end() {
        attempts.killAllNow();
        attempts.shutDown();
        exec.close();
        workDirs.close();
    }

    @Test
    void theExitCodeIsReported() {
        assertThat(run(shell("exit 0")).state()).isEqualTo(AttemptState.SUCCEEDED);

        Report.Ended failed = run(shell("exit 42"));
        assertThat(failed.state()).isEqualTo(AttemptState.FAILED);
        assertThat(failed.exitCode()).isEqualTo(42);
        assertThat(failed.reason().code()).isEqualTo("EXIT_CODE");
    }

    @Test
    void outputComesInOrderAndWhole() {
        run(shell("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done; printf 'no line end'"));

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("out 1\nout 2\nout 3\nout 4\nout 5\nno line end");
        assertThat(kept.text(LogStream.STDERR)).isEqualTo("err 1\nerr 2\nerr 3\nerr 4\nerr 5\n");
        assertThat(kept.reports.get(0)).isInstanceOf(Report.Started.class);
        assertThat(kept.reports.get(kept.reports.size() - 1)).isInstanceOf(Report.Ended.class);
    }

    /** All that two pipes can tell: what is written once the line before was read comes after it. */
    @Test
    void linesOfBothStreamsKeepTheOrderInWhichTheyWereSeen() throws IOException {
        String waits = "for i in $(seq 1 40); do echo out $i; while ! [ -e $SEEN-out$i ]; do sleep 0.01; done; "
                + "echo err $i >&2; while ! [ -e $SEEN-err$i ]; do sleep 0.01; done; done";
        Path seen = directory.resolve("seen");
        StreamFrame.Assign assign = of(
                "exec",
                List.of("sh", "-c", waits),
                Map.of("SEEN", seen.toString()),
                null,
                null,
                Guarantee.ONCE,
                Duration.ofHours(1));
        attempts.assign(assign, NodeClock.system().now());
        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 40; i++) {
            for (String stream : List.of("out", "err")) {
                expected.append(stream).append(' ').append(i).append('\n');
                String last = stream + " " + i + "\n";
                await().until(() -> written().endsWith(last));
                Files.createFile(directory.resolve("seen-" + stream + i));
            }
        }
        awaitEnd(assign);

        assertThat(written()).isEqualTo(expected.toString());
        assertThat(kept.outputs().stream().map(Report.Output::seq)).isSorted();
    }

    /** A death by the node's own hand is no failure of a task that may run again elsewhere. */
    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void whatTheNodeKillsInHasteGoesByItsGuarantee(Guarantee guarantee) throws InterruptedException {
        StreamFrame.Assign assign = with(guarantee, shell("echo on; exec sleep 1000"));
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).equals("on\n"));

        attempts.killAllNow();

        assertThat(attempts.awaitNoneRunning(Duration.ofSeconds(10))).isTrue();
        assertThat(kept.ends())
                .extracting(end -> end.reason().code())
                .isEqualTo(guarantee == Guarantee.ONCE ? List.of("NODE_STOPPED") : List.of());
    }

    @Test
    void anEndThatWasNotAcknowledgedIsToldThoughTheNodeStopsInHaste() {
        StreamFrame.Assign assign = with(Guarantee.EXCLUSIVE, shell("exit 0"));
        attempts.assign(assign, NodeClock.system().now());
        awaitEnd(assign);

        attempts.killAllNow();

        assertThat(kept.forgotten).doesNotContain(assign.ref());
    }

    @Test
    void outputIsSeenWhileTheProcessRuns() {
        StreamFrame.Assign assign = shell("echo early; sleep 1000");

        attempts.assign(assign, NodeClock.system().now());

        await().until(() -> kept.text(LogStream.STDOUT).equals("early\n"));
        stop(assign, StreamFrame.StopCause.CANCEL);
        awaitEnd(assign);
    }

    @Test
    void theInputIsGivenAndEnds() {
        String input = "first\nzweite Zeile äöü\n".repeat(5_000);

        run(of("exec", List.of("cat"), null, input, null, Guarantee.ONCE, Duration.ofHours(1)));

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo(input);
    }

    @Test
    void withoutInputItIsAtItsEndAtOnce() {
        assertThat(run(exec("cat")).state()).isEqualTo(AttemptState.SUCCEEDED);
    }

    @Test
    void aProcessNeedNotReadItsInput() {
        Report.Ended ended =
                run(of("exec", List.of("true"), null, "x".repeat(262_144), null, Guarantee.ONCE, Duration.ofHours(1)));

        assertThat(ended.state()).isEqualTo(AttemptState.SUCCEEDED);
    }

    @Test
    void theEnvironmentHoldsTheTasksAndTheFencingNumbers() {
        StreamFrame.Assign assign = of(
                "exec",
                List.of("env"),
                Map.of("COLOUR", "grün", "SLUICE_ATTEMPT", "99"),
                null,
                null,
                Guarantee.ONCE,
                Duration.ofHours(1));

        run(assign);

        assertThat(kept.text(LogStream.STDOUT).lines())
                .contains(
                        "COLOUR=grün",
                        "SLUICE_TASK_ID=" + assign.taskId(),
                        "SLUICE_ATTEMPT=1",
                        "SLUICE_EPOCH=7",
                        "SLUICE_NODE=n-1")
                .anyMatch(line -> line.startsWith("PATH="))
                .noneMatch(line -> line.startsWith("SLUICE_") && line.contains("TOKEN"));
    }

    @Test
    void noShellReadsTheArguments() {
        run(exec("printf", "%s|", "a b", "$HOME", "*", ";", "ü"));

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("a b|$HOME|*|;|ü|");
    }

    @Test
    void theWorkingDirectoryIsPrivateAndRemoved() throws IOException {
        run(shell("pwd; stat -c %a .; touch file; mkdir -p deep/er; touch deep/er/file; ln -s / link; chmod 0 deep"));

        List<String> lines = kept.text(LogStream.STDOUT).lines().toList();
        Path used = Path.of(lines.get(0));
        assertThat(used).startsWithRaw(directory.resolve("work").resolve("n-1"));
        assertThat(lines.get(1)).isEqualTo("700");
        assertThat(used).doesNotExist();
        assertThat(Path.of("/etc")).exists();
        assertThat(children(directory.resolve("work/n-1/" + incarnation))).isEmpty();
    }

    /** What a program writes and how it exits is its own, though it looks like a launcher's or a shell's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'setsid: oops' >&2; exit 126",
                "echo 'setsid: failed to execute x: No such file or directory' >&2; exit 127",
                "echo 'sluice: 1: exec: x: not found' >&2; exit 127",
                "setsid no-such-program",
                "no-such-program",
                "exec no-such-program",
                "exec /etc/passwd",
                "exit 125",
                "exit 126",
                "exit 127"
            })
    void anExitOfAProgramIsNeverTakenForAFailedStart(String script) {
        Report.Ended ended = run(shell(script));

        assertThat(ended.state()).isEqualTo(AttemptState.FAILED);
        assertThat(ended.reason().code()).isEqualTo("EXIT_CODE");
        assertThat(ended.exitCode()).isBetween(125, 127);
    }

    /** Whatever the system refuses to execute, and however the file is called. */
    @Test
    void whatCouldNotBeExecutedIsNeverTakenForAnExit() throws IOException {
        Path notExecutable = Files.writeString(directory.resolve("not-executable"), "#!/bin/sh\n");
        Path strangeInterpreter = script("strange", "#!" + notExecutable + "\n");
        Path busy = directory.resolve("busy");
        Files.copy(Program.find("true").orElseThrow(), busy);
        Path sh = Program.find("sh").orElseThrow();

        try (OutputStream written = Files.newOutputStream(busy, StandardOpenOption.APPEND)) {
            for (StreamFrame.Assign assign : List.of(
                    exec("-no-such-program"),
                    exec("a=b"),
                    exec("no such program"),
                    exec("."),
                    exec(directory.toString()),
                    exec(notExecutable.toString()),
                    exec(strangeInterpreter.toString()),
                    exec(sh + "/below-a-file"),
                    exec("x".repeat(300)),
                    exec(busy.toString()))) {
                Report.Ended ended = run(assign);

                assertThat(ended.reason().code()).as("%s", assign.command()).isEqualTo("COULD_NOT_START");
                assertThat(ended.exitCode()).isNull();
                assertThat(ended.reason().text()).contains(assign.command().get(0));
            }
            written.flush();
        }
        assertThat(children(directory.resolve("work/n-1/" + incarnation))).isEmpty();
    }

    @Test
    void programsMayHaveAnyName() throws IOException {
        String path = System.getenv("PATH") + ":" + directory;
        for (String name : List.of("-x", "--", "a=b", "with blank", "exec", "ünlich")) {
            script(name, "#!/bin/sh\necho \"$1\"; exit 3\n");

            Report.Ended ended = run(of(
                    "exec",
                    List.of(name, name + " ran"),
                    Map.of("PATH", path),
                    null,
                    null,
                    Guarantee.ONCE,
                    Duration.ofHours(1)));

            assertThat(ended.exitCode()).as(name).isEqualTo(3);
            assertThat(kept.text(LogStream.STDOUT)).endsWith(name + " ran\n");
        }
    }

    @Test
    void aScriptWithoutAnInterpreterIsTheShells() throws IOException {
        Path script = script("plain", "echo plain; exit 127\n");

        assertThat(run(exec(script.toString())).exitCode()).isEqualTo(127);
        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("plain\n");
    }

    @Test
    void variablesMayHaveAnyName() {
        StreamFrame.Assign assign = of(
                "exec",
                List.of("env"),
                Map.of("a.b", "1", "A-B", "two words", "1", "x", "SLUICE_MARK", "mine", "PWD", "/elsewhere"),
                null,
                null,
                Guarantee.ONCE,
                Duration.ofHours(1));

        run(assign);

        assertThat(kept.text(LogStream.STDOUT).lines())
                .contains("a.b=1", "A-B=two words", "1=x")
                .noneMatch(line -> line.startsWith("SLUICE_MARK=") || line.startsWith("SLUICE_GO="));
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        Report.Ended inPath = run(exec("no-such-program", "x"));
        Report.Ended byPath = run(exec("/no/such/program"));
        Report.Ended noProgram = run(exec("/etc/passwd"));

        assertThat(List.of(inPath, byPath, noProgram)).allSatisfy(ended -> {
            assertThat(ended.state()).isEqualTo(AttemptState.FAILED);
            assertThat(ended.reason().code()).isEqualTo("COULD_NOT_START");
            assertThat(ended.exitCode()).isNull();
        });
        assertThat(inPath.reason().text()).contains("no-such-program");
        assertThat(byPath.reason().text()).contains("/no/such/program");
        assertThat(noProgram.reason().text()).contains("/etc/passwd");
    }

    @Test
    void aScriptWhoseInterpreterIsNotThereCouldNotStart() throws IOException {
        Path script = script("script", "#!/no/such/interpreter\n");

        Report.Ended ended = run(exec(script.toString()));

        assertThat(ended.reason().code()).isEqualTo("COULD_NOT_START");
        assertThat(ended.reason().text()).contains(script.toString(), "/no/such/interpreter");
    }

    @Test
    void anArgumentThatIsTooLongCouldNotStart() {
        Report.Ended ended = run(exec("echo", "x".repeat(200_000)));

        assertThat(ended.reason().code()).isEqualTo("COULD_NOT_START");
    }

    @Test
    void aTypeThatNobodyRunsIsRefusedByName() {
        Report.Ended ended = run(of("dance", null, null, null, null, Guarantee.ONCE, Duration.ofHours(1)));

        assertThat(ended.reason().code()).isEqualTo("UNKNOWN_TYPE");
        assertThat(ended.reason().text()).contains("dance").contains("exec, noop");
    }

    @Test
    void aTimeoutEndsGrandchildrenThatIgnoreSigterm() {
        StreamFrame.Assign assign = of(
                "exec",
                List.of(
                        "sh",
                        "-c",
                        "trap '' TERM; echo $$; (trap '' TERM; sh -c 'trap \"\" TERM; echo $$; sleep 1001; sleep 1001') & wait; sleep 1001"),
                null,
                null,
                null,
                Guarantee.ONCE,
                Duration.ofMillis(700));

        Report.Ended ended = run(assign);

        assertThat(ended.state()).isEqualTo(AttemptState.TIMED_OUT);
        assertThat(kept.text(LogStream.STDOUT).lines()).hasSize(2);
        assertThatNothingIsLeftOf(assign);
    }

    @Test
    void aCancelAsksFirstSoThatAProcessCanTidyUp() {
        StreamFrame.Assign assign = shell("trap 'echo tidy; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).contains("ready"));

        stop(assign, StreamFrame.StopCause.CANCEL);
        Report.Ended ended = awaitEnd(assign);

        assertThat(ended.state()).isEqualTo(AttemptState.CANCELED);
        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("ready\ntidy\n");
    }

    /** The first process dies of the signal; what it waited for tidies up, writes of it, and starts others to do so. */
    @Test
    void aCancelLetsEveryProcessTidyUpNotTheFirstAlone() {
        build(Duration.ofSeconds(50), 10 << 20);
        Path file = directory.resolve("tidied");
        String tool = "trap 'for i in 1 2 3; do sleep 0.2; echo tidy $i; done; echo rc=$? >&2; touch " + file
                + "; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
        StreamFrame.Assign assign = of(
                "exec",
                List.of("sh", "-c", "sh -c \"$TOOL\"; echo after"),
                Map.of("TOOL", tool),
                null,
                null,
                Guarantee.ONCE,
                Duration.ofHours(1));
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).contains("ready"));

        stop(assign, StreamFrame.StopCause.CANCEL);
        awaitEnd(assign);

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("ready\ntidy 1\ntidy 2\ntidy 3\n");
        // A shell may say of the loop's sleep that it was terminated.
        assertThat(kept.text(LogStream.STDERR)).endsWith("rc=0\n");
        assertThat(file).exists();
    }

    /**
     * The process beside the shell says itself that it is ready: between its fork and its exec it has the shell's handler
     * still, which would take the signal and do nothing.
     */
    @Test
    void whatIsStartedToTidyUpIsNotAskedToEnd() {
        build(Duration.ofSeconds(50), 10 << 20);
        StreamFrame.Assign assign = shell("trap 'echo cleaning; sleep 1; echo cleaned rc=$?; exit 0' TERM;"
                + " sh -c 'echo ready; exec sleep 1001' & wait");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).contains("ready"));

        stop(assign, StreamFrame.StopCause.CANCEL);
        awaitEnd(assign);

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("ready\ncleaning\ncleaned rc=0\n");
    }

    @Test
    void whatIsStartedToTidyUpIsKilledWhenTheGraceIsOver() {
        StreamFrame.Assign assign =
                shell("trap 'echo cleaning; sleep 1001' TERM; echo ready; while :; do sleep 0.05; done");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).contains("ready"));

        stop(assign, StreamFrame.StopCause.CANCEL);
        awaitEnd(assign);

        assertThatNothingIsLeftOf(assign);
    }

    /** Each process forks the next and ends: whoever lists them may see none, and whoever kills one is late. */
    @ParameterizedTest
    @ValueSource(strings = {"; echo on; sleep 1001; sleep 1001", "; echo on"})
    void processesThatForkAllTheTimeEndToo(String rest) throws IOException {
        Path alive = directory.resolve("alive");
        Path script = script("fork", "#!/bin/sh\ntrap '' TERM\n: >" + alive + "\n\"$0\" >/dev/null 2>&1 &\n");
        try {
            StreamFrame.Assign assign = shell("trap '' TERM; " + script + "; " + script + rest);
            attempts.assign(assign, NodeClock.system().now());
            await().until(() -> kept.text(LogStream.STDOUT).equals("on\n"));

            stop(assign, StreamFrame.StopCause.CANCEL);
            awaitEnd(assign);
            Files.deleteIfExists(alive);
            run(shell("sleep 0.3"));

            assertThat(alive).doesNotExist();
        } finally {
            Files.delete(script);
        }
    }

    @Test
    void aStoppedProcessIsKilledWhenTheGraceIsOver() {
        StreamFrame.Assign assign = shell("echo on; kill -STOP $$");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).equals("on\n"));

        stop(assign, StreamFrame.StopCause.CANCEL);

        assertThat(awaitEnd(assign).state()).isEqualTo(AttemptState.CANCELED);
        assertThatNothingIsLeftOf(assign);
    }

    /** A substitution's process is nobody's to wait for: it writes on after the first process has ended. */
    @Test
    void whatAnotherProcessWritesForTheFirstIsReadToItsEnd() {
        Report.Ended ended = run(exec("bash", "-c", "exec > >(sed -u s/^/P:/) 2>&1; seq 3000"));

        assertThat(ended.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(kept.text(LogStream.STDOUT).lines())
                .hasSize(3000)
                .allMatch(line -> line.startsWith("P:"))
                .endsWith("P:3000");
    }

    @Test
    void whatComesSoonAfterTheFirstProcessHasEndedIsRead() {
        run(shell("(sleep 0.2; echo late; sleep 0.2; echo later >&2) & echo first"));

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("first\nlate\n");
        assertThat(kept.text(LogStream.STDERR)).isEqualTo("later\n");
    }

    @Test
    void muchOutputAtTheEndIsWhole() {
        build(Duration.ofMillis(300), 200 << 20);

        Report.Ended ended = run(shell("yes 0123456789abcde | head -c 50000000; printf end"));

        assertThat(ended.state()).isEqualTo(AttemptState.SUCCEEDED);
        long written = kept.outputs().stream()
                .mapToLong(output -> output.text().length())
                .sum();
        assertThat(written).isEqualTo(50_000_003);
    }

    /** A daemon that hides from its tree keeps the pipe for ever, and is no reason to wait as long. */
    @Test
    void anEndIsNotHeldUpByWhoeverHoldsTheOutputOpenOutsideTheTree() {
        StreamFrame.Assign assign = shell(
                "(env -i setsid sh -c 'echo $$; while :; do echo on; sleep 0.05; done' &) ; sleep 0.3; echo done");

        Report.Ended ended = run(assign);

        long escaped =
                Long.parseLong(kept.text(LogStream.STDOUT).lines().findFirst().orElseThrow());
        ProcessHandle.of(escaped).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(ended.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(kept.text(LogStream.STDOUT)).contains("done");
    }

    @Test
    void whatHasLeftItsParentAndItsSessionIsFoundToo() {
        StreamFrame.Assign assign = shell(
                "(setsid sh -c 'trap \"\" TERM; echo detached; sleep 1001; sleep 1001' &) ; echo ready; sleep 1001");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).contains("detached")
                && kept.text(LogStream.STDOUT).contains("ready"));

        stop(assign, StreamFrame.StopCause.CANCEL);
        awaitEnd(assign);

        assertThatNothingIsLeftOf(assign);
    }

    @Test
    void whatHasLeftItsParentAndClearedItsEnvironmentIsFoundByItsSession() {
        StreamFrame.Assign assign =
                shell("(env -i sh -c 'trap \"\" TERM; echo $$; sleep 1001; sleep 1001' &) ; echo ready; sleep 1001");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.text(LogStream.STDOUT).lines().count() == 2);
        long pid = kept.text(LogStream.STDOUT)
                .lines()
                .filter(line -> !line.equals("ready"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();

        stop(assign, StreamFrame.StopCause.CANCEL);
        awaitEnd(assign);

        assertThat(ProcFs.of(pid).filter(entry -> !entry.gone())).isEmpty();
    }

    @Test
    void whatAProcessLeavesRunningEndsWithIt() {
        StreamFrame.Assign assign = shell("sleep 1001 & echo left it");

        Report.Ended ended = run(assign);

        assertThat(ended.state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThatNothingIsLeftOf(assign);
    }

    @Test
    void endlessOutputIsCutAtTheLimitAndTheProcessGoesOn() {
        build(Duration.ofMillis(300), 100_000);

        Report.Ended ended = run(shell("seq 1 200000; exit 5"));

        assertThat(ended.exitCode()).isEqualTo(5);
        assertThat(kept.text(LogStream.STDOUT)).hasSize(100_000).startsWith("1\n2\n3\n");
        Report.Output last = kept.outputs().get(kept.outputs().size() - 1);
        assertThat(last.truncated()).isTrue();
        assertThat(last.text()).contains("cut");
    }

    @Test
    void aFullOutboxSlowsTheProcessDownAndLosesNothing() {
        kept.fill();
        StreamFrame.Assign assign = shell("seq 1 100000; echo done > " + directory.resolve("done"));
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.isFull(assign.ref()) && !kept.reports.isEmpty());

        assertThat(directory.resolve("done")).doesNotExist();
        assertThat(kept.outputs()).isEmpty();
        kept.empty();
        awaitEnd(assign);

        assertThat(directory.resolve("done")).exists();
        assertThat(kept.text(LogStream.STDOUT)).endsWith("\n99999\n100000\n");
    }

    @Test
    void anAttemptCanBeFencedWhileItsOutputIsHeldUp() {
        kept.fill();
        StreamFrame.Assign assign = shell("seq 1 100000; sleep 1001");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> kept.reports.size() == 1);

        stop(assign, StreamFrame.StopCause.FENCED);
        await().until(() -> attempts.held().isEmpty());

        assertThat(kept.ends()).isEmpty();
        assertThatNothingIsLeftOf(assign);
    }

    @Test
    void aCancelOfAnAttemptThatNeverCameIsAnsweredAndTheAttemptNeverStarts() {
        StreamFrame.Assign assign = shell("echo ran");

        stop(assign, StreamFrame.StopCause.CANCEL);
        attempts.assign(assign, NodeClock.system().now());

        assertThat(kept.ends()).hasSize(1);
        assertThat(kept.ends().get(0).state()).isEqualTo(AttemptState.CANCELED);
        assertThat(attempts.held()).isEmpty();
    }

    @Test
    void aStopOfAnAttemptThatHasEndedChangesNothing() {
        StreamFrame.Assign assign = shell("exit 0");
        run(assign);

        stop(assign, StreamFrame.StopCause.CANCEL);
        attempts.endAcknowledged(assign.ref());
        stop(assign, StreamFrame.StopCause.CANCEL);

        assertThat(kept.ends()).hasSize(1);
        assertThat(attempts.held()).isEmpty();
    }

    @Test
    void aDrainPastItsDeadlineHandsTheTaskBack() {
        StreamFrame.Assign assign = shell("echo on; sleep 1001");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> !kept.outputs().isEmpty());

        stop(assign, StreamFrame.StopCause.REQUEUE);

        assertThat(awaitEnd(assign).state()).isEqualTo(AttemptState.CANCELED);
        assertThat(awaitEnd(assign).reason().code()).isEqualTo("DRAIN_DEADLINE");
    }

    @Test
    void aCutOffNodeEndsExclusiveAttemptsAndSaysNothing() {
        Moment longAgo = new Moment(
                System.nanoTime() - Duration.ofSeconds(16).toNanos(),
                NodeClock.system().now().wall());
        lease.renewed(longAgo);
        StreamFrame.Assign exclusive = with(Guarantee.EXCLUSIVE, shell("sleep 1001"));
        StreamFrame.Assign idempotent = with(Guarantee.IDEMPOTENT, shell("sleep 1001"));

        attempts.assign(exclusive, NodeClock.system().now());
        attempts.assign(idempotent, NodeClock.system().now());
        await().until(() -> attempts.held().equals(List.of(idempotent.ref())));

        assertThat(kept.ends()).isEmpty();
        assertThatNothingIsLeftOf(exclusive);
    }

    @Test
    void aRunnerThatFailsIsReportedNotRepeated() {
        attempts.shutDown();
        TaskRunner broken = new TaskRunner() {
            @Override
            public String type() {
                return "broken";
            }

            @Override
            public TaskResult run(TaskContext context) {
                throw new IllegalStateException("on purpose");
            }
        };
        attempts = new Attempts(config(), self, NodeClock.system(), kept, watchdog(config()), Map.of("broken", broken));

        Report.Ended ended = run(of("broken", null, null, null, null, Guarantee.ONCE, Duration.ofHours(1)));

        assertThat(ended.state()).isEqualTo(AttemptState.FAILED);
        assertThat(ended.reason().code()).isEqualTo("RUNNER_FAILED");
        assertThat(ended.reason().text()).contains("on purpose");
    }

    /** The code of others is the task's, as what it starts is. */
    @Test
    void aRunnerThatFindsNoRoomFailsItsTaskAndClosesNoNode() {
        attempts.shutDown();
        TaskRunner full = new TaskRunner() {
            @Override
            public String type() {
                return "full";
            }

            @Override
            public TaskResult run(TaskContext context) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        attempts = new Attempts(config(), self, NodeClock.system(), kept, watchdog(config()), Map.of("full", full));

        Report.Ended ended = run(of("full", null, null, null, null, Guarantee.ONCE, Duration.ofHours(1)));

        assertThat(ended.state()).isEqualTo(AttemptState.FAILED);
        assertThat(ended.notStarted()).isNull();
        assertThat(self.now().closed()).isNull();
    }

    @Test
    void whatNoThreadCanBeHadForIsNotStarted() {
        attempts.shutDown();

        StreamFrame.Assign assign = shell("true");
        Report.Ended ended = run(assign);

        assertThat(ended.notStarted()).isTrue();
        assertThat(self.now().closed()).contains("no thread");
        assertThat(self.now().runningAttempts()).isZero();
    }

    @Test
    void aStartIsReportedWhenTheProcessBeginsAndBeforeItsEnd() {
        StreamFrame.Assign assign = shell("true");

        run(assign);

        assertThat(kept.reports.stream().filter(report -> report.ref().equals(assign.ref())))
                .extracting(report -> report.getClass().getSimpleName())
                .containsExactly("Started", "Ended");
    }

    @Test
    void noopEndsAtOnceWhenCanceledAndNamesABadDuration() {
        StreamFrame.Assign assign = noop("1h");
        attempts.assign(assign, NodeClock.system().now());
        await().until(() -> !kept.reports.isEmpty());
        stop(assign, StreamFrame.StopCause.CANCEL);

        assertThat(awaitEnd(assign).state()).isEqualTo(AttemptState.CANCELED);
        assertThat(run(noop("soon")).reason().text()).contains("'soon'");
    }

    @Test
    void theCountOfRunningAttemptsIsKnownToTheNode() {
        StreamFrame.Assign assign = shell("sleep 1001");

        attempts.assign(assign, NodeClock.system().now());
        assertThat(self.now().runningAttempts()).isOne();
        stop(assign, StreamFrame.StopCause.CANCEL);

        await().until(() -> self.now().runningAttempts() == 0);
    }

    private void build(Duration killGrace, long logLimit) {
        if (attempts != null) {
            attempts.shutDown();
            exec.close();
        }
        NodeConfig config = NodeSettings.at(
                URI.create("http://nobody"),
                directory,
                "sluice.node.kill-grace",
                killGrace.toString(),
                "sluice.node.log-limit",
                String.valueOf(logLimit));
        self = SelfForTests.registered(config, new Epoch(7));
        exec = new ExecRunner(workDirs, "n-1", incarnation, config, lease, NodeClock.system());
        attempts = new Attempts(
                config,
                self,
                NodeClock.system(),
                kept,
                watchdog(config),
                Map.of("exec", exec, "noop", new NoopRunner()));
        attempts.start();
    }

    private Watchdog watchdog(NodeConfig config) {
        return new Watchdog(config, NodeClock.system(), lease, code -> {});
    }

    private NodeConfig config() {
        return NodeSettings.at(URI.create("http://nobody"), directory);
    }

    private Report.Ended run(StreamFrame.Assign assign) {
        attempts.assign(assign, NodeClock.system().now());
        return awaitEnd(assign);
    }

    private Report.Ended awaitEnd(StreamFrame.Assign assign) {
        return await().until(
                        () -> kept.ends().stream()
                                .filter(end -> end.ref().equals(assign.ref()))
                                .findFirst(),
                        end -> end.isPresent())
                .orElseThrow();
    }

    private void stop(StreamFrame.Assign assign, StreamFrame.StopCause cause) {
        attempts.stop(new StreamFrame.Stop(assign.taskId(), assign.attempt(), cause));
    }

    private static void assertThatNothingIsLeftOf(StreamFrame.Assign assign) {
        List<String> marks = Collections.singletonList("SLUICE_TASK_ID=" + assign.taskId());
        assertThat(ProcFs.all().stream().filter(entry -> !entry.gone() && ProcFs.environmentHolds(entry.pid(), marks)))
                .isEmpty();
    }

    /** Both streams, in the order in which they go to dispatch. */
    private String written() {
        return kept.outputs().stream().map(Report.Output::text).collect(Collectors.joining());
    }

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(directory.resolve(name), text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static List<Path> children(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }
}
