package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.time.NodeClock;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Runs a process: argv without a shell, in a directory of its own that is removed afterwards, in a session of its own
 * where {@code setsid} is installed. Its output is read to the end, whichever of its processes writes it. When the first
 * process has ended, what it left running is ended too, as in a container.
 */
public final class ExecRunner implements TaskRunner, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ExecRunner.class);
    private static final String COULD_NOT_START = "COULD_NOT_START";
    /** For the rest of the output once the process tree is gone: it is there already, unless another holds the pipe. */
    private static final Duration REST_OF_OUTPUT = Duration.ofSeconds(2);

    private final WorkDirs workDirs;
    private final String node;
    private final UUID incarnation;
    private final Duration outputWait;
    private final Launcher launcher;
    private final Guardian guardian;
    private final ProcessTable table = new ProcessTable();
    private final ProcessGroups groups;
    private final AtomicBoolean warnedOfZombies = new AtomicBoolean();

    /** For the node and the process that run it; the guardian kills what the lease does not cover any more. */
    public ExecRunner(
            WorkDirs workDirs, String node, UUID incarnation, NodeConfig config, LeaseWatch lease, NodeClock clock) {
        this.workDirs = workDirs;
        this.node = node;
        this.incarnation = incarnation;
        this.outputWait = config.outputWait();
        this.launcher = new Launcher(workDirs.own());
        this.groups = new ProcessGroups(launcher.setsid());
        this.guardian =
                new Guardian(incarnation, launcher.setsid(), config.selfStop().plus(config.killGrace()), lease, clock);
    }

    /** Ends the shells beside the node; only when no attempt runs any more. */
    @Override
    public void close() {
        guardian.close();
        groups.close();
    }

    @Override
    public String type() {
        return TaskSubmission.EXEC;
    }

    @Override
    public TaskResult run(TaskContext context) throws NotStartedException, InterruptedException {
        if (!(context instanceof Attempt attempt)) {
            throw new IllegalArgumentException("exec runs attempts of this node alone");
        }
        if (context.command().isEmpty()) {
            return TaskResult.failed(COULD_NOT_START, "The task has no command.");
        }
        warnOfZombies();
        guardian.begins(attempt.guarantee());
        try {
            Path directory = directoryOf(attempt);
            try {
                return runIn(directory, attempt);
            } finally {
                workDirs.remove(directory);
            }
        } finally {
            guardian.ends(attempt.guarantee());
        }
    }

    private Path directoryOf(Attempt attempt) throws NotStartedException, InterruptedException {
        try {
            return workDirs.create(attempt.attempt());
        } catch (IOException e) {
            throw new NotStartedException("its working directory can't be made: " + SelfCheck.words(e), e);
        }
    }

    /** Here rather than at the start: a gateway runs no task, as a rule. */
    private void warnOfZombies() {
        if (ProcessHandle.current().pid() == 1 && warnedOfZombies.compareAndSet(false, true)) {
            LOG.warn(
                    "this process is process 1 of its container: what tasks leave behind stays there as zombies until the"
                            + " process table is full. Start it by the agent image's /opt/sluice/init.sh, with docker run --init, or in a"
                            + " pod with shareProcessNamespace");
        }
    }

    private TaskResult runIn(Path directory, Attempt attempt) throws NotStartedException, InterruptedException {
        Start start = launcher.start(attempt.command(), directory, environment(directory, attempt));
        if (start instanceof Start.Waiting waiting) {
            try (Launch launch = waiting.launch()) {
                return runToItsEnd(launch, attempt);
            }
        }
        if (start instanceof Start.NodeFault fault) {
            throw new NotStartedException(fault.text());
        }
        return notStarted(((Start.TaskFault) start).text());
    }

    private static TaskResult notStarted(String why) {
        return TaskResult.failed(COULD_NOT_START, why);
    }

    private TaskResult runToItsEnd(Launch launch, Attempt attempt) throws NotStartedException, InterruptedException {
        Process process = launch.process();
        ProcessTree tree;
        try {
            tree = new ProcessTree(
                    process.toHandle(),
                    marks(attempt.attempt()),
                    launcher.setsid().isPresent(),
                    table,
                    groups);
        } catch (IllegalStateException e) {
            // Out of open files: what it came to could not be found, and it has not begun.
            process.destroyForcibly().waitFor();
            throw new NotStartedException(
                    "'" + attempt.command().get(0) + "' could not be started: " + e.getMessage(), e);
        }
        OutputPipes output = new OutputPipes(launch, attempt);
        boolean gone = false;
        if (launcher.setsid().isPresent()) {
            table.leads(process);
        }
        try {
            attempt.ownsProcesses(tree);
            CountDownLatch exitOrStop = new CountDownLatch(1);
            try {
                output.begin();
                tellOfExitOrStop(process, attempt, exitOrStop);
                begin(launch, attempt);
            } catch (OutOfMemoryError | RejectedExecutionException e) {
                // There is no memory, or no thread to be had, and the program has not begun.
                throw new NotStartedException(
                        "'" + attempt.command().get(0) + "' could not be started: " + e.getMessage(), e);
            }
            exitOrStop.await();
            // What was started just before, to end just after, may write its last: a pipe into another program, say.
            output.awaitEnd(outputWait, attempt::isStopping);
            // What it left behind gets the same time to end as one that is stopped.
            tree.end(attempt::killGrace);
            gone = true;
            attempt.processesGone();
            if (!output.awaitEnd(REST_OF_OUTPUT, () -> false)) {
                LOG.warnf(
                        "attempt %s: something outside its process tree holds its output open; not read any further",
                        attempt.attempt());
            }
            int exitCode = process.waitFor();
            return launch.whyItNeverBegan(output.beginningOfStderr())
                    .map(ExecRunner::notStarted)
                    .orElseGet(() -> TaskResult.exited(exitCode));
        } finally {
            if (!gone) {
                // This code itself failed, for want of memory, threads or files.
                tree.killUntilGone();
                attempt.processesGone();
            }
            table.leadsNoMore(process);
        }
    }

    /** With a thread of its own: {@code onExit} ends in the JVM's common pool, which a task may have filled. */
    private static void tellOfExitOrStop(Process process, Attempt attempt, CountDownLatch over) {
        attempt.onStop(over::countDown);
        attempt.beside("exit", () -> {
            try {
                process.waitFor();
                over.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Lets the program begin, and gives it its input. Fails only while it has not begun. */
    private static void begin(Launch launch, Attempt attempt) {
        if (attempt.stdin().isEmpty()) {
            go(launch, attempt);
            closeQuietly(launch.stdin());
            return;
        }
        byte[] input = attempt.stdin().get().getBytes(StandardCharsets.UTF_8);
        attempt.beside("stdin", () -> {
            try (OutputStream stdin = launch.stdin()) {
                if (go(launch, attempt)) {
                    stdin.write(input);
                }
            } catch (IOException e) {
                LOG.debugf("attempt %s did not read its input: %s", attempt.attempt(), e.getMessage());
            }
        });
    }

    /**
     * Lets the program begin if the attempt may. Asked last of all, when the process is there: should the node be frozen after
     * the answer, for longer than its lease, its guardian kills the process before another node gets the task.
     *
     * @return whether it begins
     */
    private static boolean go(Launch launch, Attempt attempt) {
        if (!attempt.mayBegin()) {
            return false;
        }
        attempt.begins();
        launch.go();
        return true;
    }

    private Map<String, String> environment(Path directory, Attempt attempt) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        // The node's own settings, its tokens among them, are not the task's business.
        environment.keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("QUARKUS_"));
        // Where the node was started is not where the task is.
        environment.remove("OLDPWD");
        environment.put("PWD", directory.toString());
        environment.putAll(attempt.env());
        for (String mark : marks(attempt.attempt())) {
            int equals = mark.indexOf('=');
            environment.put(mark.substring(0, equals), mark.substring(equals + 1));
        }
        environment.put("SLUICE_EPOCH", attempt.epoch().toString());
        environment.put("SLUICE_NODE", node);
        environment.put(Guardian.GUARANTEE, attempt.guarantee().name().toLowerCase(Locale.ROOT));
        environment.put(WorkDirs.INCARNATION, incarnation.toString());
        return environment;
    }

    private static List<String> marks(AttemptRef attempt) {
        return List.of("SLUICE_TASK_ID=" + attempt.taskId(), "SLUICE_ATTEMPT=" + attempt.attempt());
    }

    static void closeQuietly(Closeable pipe) {
        try {
            pipe.close();
        } catch (IOException alreadyGone) {
            LOG.tracef("pipe closed: %s", alreadyGone.getMessage());
        }
    }

    /** Runs the work on a thread of its own, for which the process does not wait when it ends. */
    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
