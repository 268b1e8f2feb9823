package io.sluice.node.execution;

import static io.sluice.node.Assignments.shell;
import static io.sluice.node.Assignments.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.node.Assignments;
import io.sluice.node.NodeSettings;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.SelfForTests;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watchdog's own thread, with real attempts and a clock that stands until it is moved. */
class WatchdogTest {
    private static final String STUBBORN = "stubborn";
    private static final String TALKATIVE = "talkative";

    private final Kept kept = new Kept();
    private final LeaseWatch lease = new LeaseWatch(Duration.ofSeconds(15));
    private final AtomicReference<Moment> now =
            new AtomicReference<>(NodeClock.system().now());
    private final CompletableFuture<Integer> halted = new CompletableFuture<>();
    private final CountDownLatch testIsOver = new CountDownLatch(1);
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger blocked = new AtomicInteger();
    private final Logger logger = Logger.getLogger("io.sluice.node");
    private final Handler pipe = new Handler() {
        @Override
        public void publish(LogRecord line) {
            blocked.incrementAndGet();
            waitForTheEnd();
        }

        @Override
        public void flush() {
            // There is nothing to flush.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };

    @TempDir
    Path directory;

    private WorkDirs workDirs;
    private ExecRunner exec;
    private Attempts attempts;

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    @BeforeEach
    void begin() throws Exception {
        UUID incarnation = UUID.randomUUID();
        NodeConfig config = NodeSettings.at(URI.create("http://nobody"), directory);
        workDirs = WorkDirs.open(directory.resolve("work"), "n-1", incarnation);
        // The guardian has its own clock: it is not what these tests see at work.
        exec = new ExecRunner(
                workDirs, "n-1", incarnation, config, new LeaseWatch(config.selfStop()), NodeClock.system());
        TaskRunner stubborn = runner(STUBBORN, context -> {
            told.incrementAndGet();
            waitForTheEnd();
        });
        TaskRunner talkative = runner(TALKATIVE, context -> {
            context.stopping().thenRun(this::waitForTheEnd);
            told.incrementAndGet();
            waitFor(context);
        });
        attempts = new Attempts(
                config,
                SelfForTests.registered(config, new Epoch(7)),
                now::get,
                kept,
                new Watchdog(config, now::get, lease, halted::complete),
                Map.of("exec", exec, STUBBORN, stubborn, TALKATIVE, talkative));
        lease.renewed(now.get());
        attempts.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        logger.removeHandler(pipe);
        testIsOver.countDown();
        attempts.killAllNow();
        attempts.endAllForShutdown();
        assertThat(attempts.awaitNoneRunning(Duration.ofSeconds(10))).isTrue();
        attempts.shutDown();
        exec.close();
        workDirs.close();
    }

    @Test
    void aLogThatNobodyReadsHoldsUpNoEnd() {
        StreamFrame.Assign first = with(Guarantee.EXCLUSIVE, shell("echo on; sleep 1001"));
        StreamFrame.Assign second = with(Guarantee.EXCLUSIVE, shell("echo on; sleep 1001"));
        attempts.assign(first, now.get());
        attempts.assign(second, now.get());
        await().until(() -> kept.outputs().size() == 2);
        logger.addHandler(pipe);

        pass(Duration.ofSeconds(15));

        await("both end").until(() -> attempts.held().isEmpty());
        await("the log is blocked").until(() -> blocked.get() > 0);
        assertThat(halted).isNotDone();
    }

    @Test
    void anExclusiveAttemptThatDoesNotEndInTimeHaltsTheProcess() {
        StreamFrame.Assign assign = with(Guarantee.EXCLUSIVE, of(STUBBORN));
        attempts.assign(assign, now.get());
        await().until(() -> told.get() == 1);

        pass(Duration.ofSeconds(15));
        await("it was told to end").until(() -> kept.forgotten.contains(assign.ref()));
        assertThat(halted).isNotDone();
        pass(Duration.ofSeconds(10));

        await().until(halted::isDone);
        assertThat(halted).isCompletedWithValue(Watchdog.EXIT_CODE);
    }

    @Test
    void aRenewalInTheLastMomentKeepsTheProcessAlive() {
        StreamFrame.Assign cutOff = with(Guarantee.EXCLUSIVE, of(STUBBORN));
        attempts.assign(cutOff, now.get());
        pass(Duration.ofSeconds(15));
        await("it was told to end").until(() -> kept.forgotten.contains(cutOff.ref()));

        lease.renewed(now.get());
        pass(Duration.ofSeconds(14));
        letTheWatchdogLook();

        assertThat(halted).isNotDone();
    }

    /** The guardian has killed it, and the node's first renewal was answered before the watchdog's next look. */
    @Test
    void anExclusiveAttemptThatDiedWhileTheNodeWasFrozenIsNotReportedAsFailed() {
        StreamFrame.Assign assign = with(Guarantee.EXCLUSIVE, shell("echo $$; exec sleep 1001"));
        attempts.assign(assign, now.get());
        await().until(() -> kept.text(LogStream.STDOUT).endsWith("\n"));
        long process = Long.parseLong(kept.text(LogStream.STDOUT).strip());

        lease.renewed(after(Duration.ofSeconds(40)));
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);

        await().until(() -> attempts.held().isEmpty());
        assertThat(kept.forgotten).contains(assign.ref());
    }

    /** Frozen after the assignment came and before it was begun: another node may have had the task meanwhile. */
    @Test
    void anExclusiveAttemptDoesNotBeginWhenTheLeaseIsOver() {
        Moment asked = now.get();
        pass(Duration.ofSeconds(40));

        StreamFrame.Assign process = with(Guarantee.EXCLUSIVE, shell("echo begun"));
        StreamFrame.Assign withInput = with(
                Guarantee.EXCLUSIVE,
                Assignments.of(
                        "exec",
                        List.of("sh", "-c", "echo begun"),
                        null,
                        "input\n",
                        null,
                        Guarantee.ONCE,
                        Duration.ofHours(1)));
        StreamFrame.Assign runner = with(Guarantee.EXCLUSIVE, of(TALKATIVE));
        attempts.assign(process, asked);
        attempts.assign(withInput, asked);
        attempts.assign(runner, asked);

        await().until(() -> attempts.held().isEmpty());
        assertThat(kept.forgotten).contains(process.ref(), withInput.ref(), runner.ref());
        assertThat(kept.reports).isEmpty();
        assertThat(told).hasValue(0);
    }

    @Test
    void whatWasNotBegunBeginsWhenItIsAssignedAgain() {
        StreamFrame.Assign process = with(Guarantee.EXCLUSIVE, shell("echo begun"));
        Moment asked = now.get();
        pass(Duration.ofSeconds(40));
        attempts.assign(process, asked);
        await().until(() -> attempts.held().isEmpty());

        lease.renewed(now.get());
        attempts.assign(process, now.get());

        await().until(() -> kept.ends().size() == 1);
        assertThat(kept.ends().get(0).state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("begun\n");
    }

    /** The same, when the node's first renewal was answered before the attempt would begin. */
    @Test
    void anExclusiveAttemptDoesNotBeginWhenTheLeaseWasOverMeanwhile() {
        Moment asked = now.get();
        pass(Duration.ofSeconds(40));
        lease.renewed(now.get());
        pass(Duration.ofSeconds(1));

        StreamFrame.Assign process = with(Guarantee.EXCLUSIVE, shell("echo begun"));
        StreamFrame.Assign runner = with(Guarantee.EXCLUSIVE, of(TALKATIVE));
        attempts.assign(process, asked);
        attempts.assign(runner, asked);

        await().until(() -> attempts.held().isEmpty());
        assertThat(kept.reports).isEmpty();
        assertThat(told).hasValue(0);
    }

    @Test
    void whatWasAskedForSinceBegins() {
        pass(Duration.ofSeconds(40));
        lease.renewed(now.get());

        StreamFrame.Assign assign = with(Guarantee.EXCLUSIVE, shell("echo begun"));
        attempts.assign(assign, now.get());

        await().until(() -> kept.ends().size() == 1);
        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("begun\n");
    }

    @Test
    void anAttemptWhoseProcessesAreGoneHaltsNothingWhateverHoldsUpItsThread() {
        StreamFrame.Assign assign =
                with(Guarantee.EXCLUSIVE, shell("(env -i setsid sh -c 'echo $$; exec sleep 1001' &) ; sleep 1001"));
        List<String> marks = List.of("SLUICE_TASK_ID=" + assign.taskId());
        attempts.assign(assign, now.get());
        await().until(() -> kept.text(LogStream.STDOUT).endsWith("\n"));
        long escaped = Long.parseLong(kept.text(LogStream.STDOUT).strip());
        try {
            await("nothing ties it to the attempt")
                    .until(() -> !ProcFs.environmentHolds(
                            ProcFs.of(escaped).orElseThrow().parent(), marks));
            logger.addHandler(pipe);

            pass(Duration.ofSeconds(15));
            await("the attempt's thread tells of who holds its output open, and is stuck")
                    .until(() -> blocked.get() == 2);
            pass(Duration.ofSeconds(60));
            letTheWatchdogLook();

            assertThat(attempts.held()).contains(assign.ref());
            assertThat(halted).isNotDone();
        } finally {
            ProcessHandle.of(escaped).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aRunnerThatBlocksWhoeverTellsItToEndHoldsUpNoOther() {
        StreamFrame.Assign talkative = with(Guarantee.EXCLUSIVE, of(TALKATIVE));
        StreamFrame.Assign another = with(Guarantee.EXCLUSIVE, of(TALKATIVE));
        attempts.assign(talkative, now.get());
        attempts.assign(another, now.get());
        await().until(() -> told.get() == 2);

        pass(Duration.ofSeconds(15));

        await("both end").until(() -> attempts.held().isEmpty());
    }

    @Test
    void whatHasLeftItsParentAndItsSessionEndsToo() {
        StreamFrame.Assign assign = with(
                Guarantee.EXCLUSIVE,
                shell("(setsid sh -c 'trap \"\" TERM; echo detached; sleep 1001; sleep 1001' &) ; sleep 1001"));
        attempts.assign(assign, now.get());
        await().until(() -> kept.text(LogStream.STDOUT).equals("detached\n"));

        // By the wall clock alone, as after a machine's sleep; so late that nothing is asked any more.
        now.updateAndGet(
                before -> new Moment(before.monotonicNanos(), before.wall().plus(Duration.ofHours(1))));
        await().until(() -> attempts.held().isEmpty());

        List<String> marks = List.of("SLUICE_TASK_ID=" + assign.taskId());
        assertThat(ProcFs.all().stream().filter(entry -> !entry.gone() && ProcFs.environmentHolds(entry.pid(), marks)))
                .isEmpty();
        assertThat(halted).isNotDone();
    }

    private void pass(Duration length) {
        now.set(after(length));
    }

    private Moment after(Duration length) {
        Moment before = now.get();
        return new Moment(
                before.monotonicNanos() + length.toNanos(), before.wall().plus(length));
    }

    /** An attempt that is told to end was looked at; when a second one is, the look at all before it is over. */
    private void letTheWatchdogLook() {
        pass(Duration.ofSeconds(1));
        for (int i = 0; i < 2; i++) {
            StreamFrame.Assign witness = with(Guarantee.EXCLUSIVE, of(TALKATIVE));
            attempts.assign(witness, now.get());
            await().until(() -> kept.forgotten.contains(witness.ref()));
        }
    }

    private void waitForTheEnd() {
        boolean interrupted = false;
        while (testIsOver.getCount() > 0) {
            try {
                testIsOver.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitFor(TaskContext context) {
        try {
            context.awaitStop(Duration.ofHours(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StreamFrame.Assign of(String type) {
        return Assignments.of(type, null, null, null, null, Guarantee.ONCE, Duration.ofHours(1));
    }

    private static TaskRunner runner(String type, Consumer<TaskContext> work) {
        return new TaskRunner() {
            @Override
            public String type() {
                return type;
            }

            @Override
            public TaskResult run(TaskContext context) {
                work.accept(context);
                return TaskResult.succeeded();
            }
        };
    }
}
