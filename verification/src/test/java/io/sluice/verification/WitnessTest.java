package io.sluice.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WitnessTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final UUID task = UUID.randomUUID();
    private final List<ProcessHandle> begun = new ArrayList<>();
    private Witness witness;

    @BeforeEach
    void open() throws IOException {
        witness = Witness.open(folder.resolve("witness"));
    }

    @AfterEach
    void endWhatIsLeft() {
        begun.forEach(ProcessHandle::destroyForcibly);
        begun.forEach(
                process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @ParameterizedTest
    @EnumSource
    void aTaskWritesItsStartAndItsEnd(Shape shape) throws Exception {
        Process process = run(1, SHORT, shape);

        assertThat(process.waitFor()).isZero();
        List<Mark> marks = witness.read();
        assertThat(marks).hasSize(2);
        assertThat(marks.get(0)).isInstanceOfSatisfying(Mark.Start.class, start -> {
            assertThat(start.line()).isEqualTo(1);
            assertThat(start.task()).isEqualTo(task);
            assertThat(start.attempt()).isEqualTo(1);
            assertThat(start.epoch()).isEqualTo(new Epoch(7));
            assertThat(start.node()).isEqualTo(new NodeName("node-1"));
            assertThat(start.alone()).isTrue();
            assertThat(start.uptime()).isPositive();
        });
        assertThat(marks.get(1)).isInstanceOf(Mark.End.class);
        assertThat(marks.get(1).uptime()).isGreaterThanOrEqualTo(marks.get(0).uptime());
        assertThat(output(process).length()).isBetween(shape == Shape.CHATTY ? 4_096 : 0, 60_000);
    }

    @ParameterizedTest
    @EnumSource
    void anAttemptBesideAnotherOneOverlaps(Shape shape) throws Exception {
        Process first = run(1, LONG, shape);
        awaitStarts(1);

        run(2, SHORT, Shape.PLAIN).waitFor();

        assertThat(alone()).containsExactly(true, false);
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void anAttemptAfterTheEndOfAnotherOneIsAlone() throws Exception {
        run(1, SHORT, Shape.PLAIN).waitFor();

        run(2, SHORT, Shape.PLAIN).waitFor();

        assertThat(alone()).containsExactly(true, true);
    }

    @Test
    void tasksDoNotOverlapEachOther() throws Exception {
        run(1, LONG, Shape.PLAIN);
        awaitStarts(1);

        run(UUID.randomUUID(), 1, SHORT, Shape.PLAIN).waitFor();

        assertThat(alone()).containsExactly(true, true);
    }

    @Test
    void aChildThatSurvivesItsShellIsSeenAsAnOverlap() throws Exception {
        Process shell = run(1, LONG, Shape.DETACHED_CHILD);
        ProcessHandle child = sleeperOf(shell);
        shell.destroyForcibly().waitFor();

        run(2, SHORT, Shape.PLAIN).waitFor();
        assertThat(child.isAlive())
                .as("it left the shell's session, nobody ended it")
                .isTrue();
        child.destroyForcibly();
        child.onExit().join();
        run(3, SHORT, Shape.PLAIN).waitFor();

        assertThat(alone()).containsExactly(true, false, true);
    }

    @Test
    void anAttemptThatOverlappedIsItselfSeenByTheNextOne() throws Exception {
        Process first = run(1, LONG, Shape.PLAIN);
        awaitStarts(1);
        run(2, LONG, Shape.PLAIN);
        awaitStarts(2);
        ProcessHandle sleep = sleeperOf(first);
        first.destroyForcibly().waitFor();
        sleep.destroyForcibly();
        sleep.onExit().join();

        run(3, SHORT, Shape.PLAIN).waitFor();

        assertThat(alone()).containsExactly(true, false, false);
    }

    @Test
    void aStubbornTaskOutlivesSigterm() throws Exception {
        Process process = run(1, Duration.ofSeconds(1), Shape.STUBBORN);
        ProcessHandle sleep = sleeperOf(process);

        process.destroy();
        sleep.destroy();

        assertThat(process.waitFor()).isZero();
        assertThat(witness.read()).hasSize(2).last().isInstanceOf(Mark.End.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "DETACHED_CHILD", "CHATTY"})
    void aTaskWhoseSleepIsEndedDoesNotWriteAnEnd(Shape shape) throws Exception {
        Process process = run(1, LONG, shape);

        sleeperOf(process).destroy();

        assertThat(process.waitFor()).isEqualTo(Witness.CUT_SHORT);
        assertThat(witness.read()).hasSize(1);
    }

    @Test
    void aTaskThatCanNotWriteDoesNotSucceed() throws Exception {
        Files.delete(folder.resolve("witness/marks"));
        Files.createDirectory(folder.resolve("witness/marks"));

        Process process = run(1, SHORT, Shape.PLAIN);

        assertThat(process.waitFor()).isEqualTo(Witness.COULD_NOT_WITNESS);
    }

    @Test
    void aTaskThatCanNotLockDoesNotSucceed() throws Exception {
        ProcessBuilder builder = builder(task, 1, SHORT, Shape.PLAIN);
        builder.command().set(0, "/bin/sh");
        builder.environment().put("PATH", folder.toString());

        Process process = started(builder);

        assertThat(process.waitFor()).isEqualTo(Witness.COULD_NOT_WITNESS);
        assertThat(witness.read()).isEmpty();
    }

    @Test
    void linesOfManyProcessesComeWhole() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            processes.add(run(UUID.randomUUID(), 1, SHORT, Shape.PLAIN));
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        assertThat(witness.read()).hasSize(80);
    }

    @Test
    void aTornLastLineIsLeftOut() throws Exception {
        run(1, SHORT, Shape.PLAIN).waitFor();
        append("start " + task + " 2 7 nod");

        assertThat(witness.read()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start %s 1 1 node-1 1.00",
                "end %s 1 1 node-1 alone 1.00",
                "start %s 0 1 node-1 alone 1.00",
                "start %s 1 1 node-1 alone 1",
                "start %s 1 1 NODE alone 1.00",
                "start %s 1 1 node-1 alone 1.00 ",
                "stop %s 1 1 node-1 1.00",
                ""
            })
    void aLineThatNoTaskWritesIsRefusedByItsNumber(String line) throws Exception {
        run(1, SHORT, Shape.PLAIN).waitFor();
        append(line.formatted(task) + "\n");

        assertThatThrownBy(witness::read).isInstanceOf(IOException.class).hasMessageContaining("line 3,");
    }

    @Test
    void whatAnEarlierRunWroteIsKept() throws Exception {
        run(1, SHORT, Shape.PLAIN).waitFor();

        assertThat(Witness.open(folder.resolve("witness")).read()).hasSize(2);
    }

    @Test
    void aMachineWithoutFlockIsRefusedInOneLine() {
        assertThatThrownBy(() -> Witness.open(folder, folder.toString(), Path.of("/proc/uptime")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'sh'")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMachineWithoutUptimeIsRefusedInOneLine() {
        assertThatThrownBy(() -> Witness.open(folder, System.getenv("PATH"), folder.resolve("uptime")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("uptime")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Witness.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    private Process run(int attempt, Duration runs, Shape shape) throws IOException {
        return run(task, attempt, runs, shape);
    }

    private Process run(UUID id, int attempt, Duration runs, Shape shape) throws IOException {
        return started(builder(id, attempt, runs, shape));
    }

    private ProcessBuilder builder(UUID id, int attempt, Duration runs, Shape shape) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(witness.command(runs, shape)));
        builder.environment()
                .putAll(Map.of(
                        "SLUICE_TASK_ID",
                        id.toString(),
                        "SLUICE_ATTEMPT",
                        Integer.toString(attempt),
                        "SLUICE_EPOCH",
                        "7",
                        "SLUICE_NODE",
                        "node-1"));
        return builder.redirectErrorStream(true);
    }

    private Process started(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        begun.add(process.toHandle());
        return process;
    }

    private ProcessHandle sleeperOf(Process shell) {
        ProcessHandle sleeper = await("the shell sleeps")
                .until(
                        () -> shell.toHandle()
                                .children()
                                .filter(child ->
                                        child.info().command().orElse("").endsWith("sleep"))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        begun.add(sleeper);
        return sleeper;
    }

    private void awaitStarts(int count) {
        await("processes that have started").until(() -> alone().size() >= count);
    }

    private List<Boolean> alone() throws IOException {
        return witness.read().stream()
                .filter(Mark.Start.class::isInstance)
                .map(mark -> ((Mark.Start) mark).alone())
                .toList();
    }

    private void append(String text) throws IOException {
        Files.writeString(folder.resolve("witness/marks"), text, StandardOpenOption.APPEND);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
