package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.node.NodeClock;
import io.sluice.node.membership.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs a process: argv without a shell, in a directory of its own that is removed afterwards, in a session of its own
 * where {@code setsid} is installed. When the process has ended, what it left running is ended too, as in a container.
 */
public final class ExecRunner implements TaskRunner, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ExecRunner.class);
    private static final String COULD_NOT_START = "COULD_NOT_START";
    private static final int READ_BYTES = 16 * 1024;
    private static final Duration READERS_PATIENCE = Duration.ofSeconds(2);
    private static final int SETSID_COULD_NOT = 126;
    private static final int SETSID_NOT_FOUND = 127;

    private final WorkDirs workDirs;
    private final String node;
    private final UUID incarnation;
    private final Optional<Path> setsid = Program.find("setsid");
    private final Guardian guardian;

    /** For the node and the process that run it; the guardian kills what the lease does not cover any more. */
    public ExecRunner(
            WorkDirs workDirs, String node, UUID incarnation, NodeConfig config, LeaseWatch lease, NodeClock clock) {
        this.workDirs = workDirs;
        this.node = node;
        this.incarnation = incarnation;
        this.guardian = new Guardian(incarnation, setsid, config.selfStop().plus(config.killGrace()), lease, clock);
    }

    /** Ends the guardian; only when no attempt runs any more. */
    @Override
    public void close() {
        guardian.close();
    }

    @Override
    public String type() {
        return TaskSubmission.EXEC;
    }

    @Override
    public TaskResult run(TaskContext context) throws IOException, InterruptedException {
        if (!(context instanceof Attempt attempt)) {
            throw new IllegalArgumentException("exec runs attempts of this node alone");
        }
        if (context.command().isEmpty()) {
            return TaskResult.failed(COULD_NOT_START, "The task has no command.");
        }
        guardian.begins(attempt.guarantee());
        try {
            Path directory = workDirs.create(context.attempt());
            try {
                return runIn(directory, attempt);
            } finally {
                WorkDirs.remove(directory);
            }
        } finally {
            guardian.ends(attempt.guarantee());
        }
    }

    private TaskResult runIn(Path directory, Attempt attempt) throws InterruptedException {
        String program = attempt.command().get(0);
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(argv(attempt.command())).directory(directory.toFile());
            environment(builder.environment(), attempt);
            Optional<String> fault = Program.fault(
                    program,
                    directory,
                    Optional.ofNullable(builder.environment().get("PATH")));
            if (fault.isPresent()) {
                return TaskResult.failed(COULD_NOT_START, fault.get());
            }
            process = builder.start();
        } catch (IOException | IllegalArgumentException e) {
            return TaskResult.failed(COULD_NOT_START, "'" + program + "' could not be started: " + e.getMessage());
        }
        ProcessTree tree = new ProcessTree(process.toHandle(), marks(attempt.attempt()), setsid.isPresent());
        boolean ended = false;
        try {
            TaskResult result = runToItsEnd(process, tree, program, attempt);
            ended = true;
            return result;
        } finally {
            if (!ended) {
                // This code itself failed, for want of memory, threads or files.
                tree.killUntilGone();
                attempt.processesGone();
            }
        }
    }

    private TaskResult runToItsEnd(Process process, ProcessTree tree, String program, Attempt attempt)
            throws InterruptedException {
        attempt.ownsProcesses(tree);
        Pump stdout = new Pump(process.getInputStream(), LogStream.STDOUT, attempt);
        Pump stderr = new Pump(process.getErrorStream(), LogStream.STDERR, attempt);
        feed(process.getOutputStream(), attempt);
        awaitExitOrStop(process, attempt);
        // What it left behind gets the same time to end as one that is stopped.
        tree.end(attempt::killGrace);
        attempt.processesGone();
        int exitCode = process.waitFor();
        stdout.awaitEnd();
        stderr.awaitEnd();
        boolean setsidFailed = setsid.isPresent()
                && (exitCode == SETSID_NOT_FOUND || exitCode == SETSID_COULD_NOT)
                && stdout.isUnused()
                && stderr.complainsOf("setsid: ");
        return setsidFailed
                ? TaskResult.failed(COULD_NOT_START, "'" + program + "' could not be started: " + stderr.beginning())
                : TaskResult.exited(exitCode);
    }

    /** With a thread of its own: {@code onExit} ends in the JVM's common pool, which a task may have filled. */
    private static void awaitExitOrStop(Process process, Attempt attempt) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        attempt.onStop(over::countDown);
        daemon("sluice-exit-" + attempt.attempt(), () -> {
            try {
                process.waitFor();
                over.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        over.await();
    }

    private List<String> argv(List<String> command) {
        List<String> argv = new ArrayList<>(command.size() + 1);
        setsid.ifPresent(path -> argv.add(path.toString()));
        argv.addAll(command);
        return argv;
    }

    private void environment(Map<String, String> environment, Attempt attempt) {
        // The node's own settings, its tokens among them, are not the task's business.
        environment.keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("QUARKUS_"));
        environment.putAll(attempt.env());
        for (String mark : marks(attempt.attempt())) {
            int equals = mark.indexOf('=');
            environment.put(mark.substring(0, equals), mark.substring(equals + 1));
        }
        environment.put("SLUICE_EPOCH", attempt.epoch().toString());
        environment.put("SLUICE_NODE", node);
        environment.put(Guardian.GUARANTEE, attempt.guarantee().name().toLowerCase(Locale.ROOT));
        environment.put(WorkDirs.INCARNATION, incarnation.toString());
    }

    private static List<String> marks(AttemptRef attempt) {
        return List.of("SLUICE_TASK_ID=" + attempt.taskId(), "SLUICE_ATTEMPT=" + attempt.attempt());
    }

    private static void feed(OutputStream stdin, Attempt attempt) {
        if (attempt.stdin().isEmpty()) {
            closeQuietly(stdin);
            return;
        }
        byte[] input = attempt.stdin().get().getBytes(StandardCharsets.UTF_8);
        daemon("sluice-stdin-" + attempt.attempt(), () -> {
            try (stdin) {
                stdin.write(input);
            } catch (IOException e) {
                LOG.debugf("attempt %s did not read its input: %s", attempt.attempt(), e.getMessage());
            }
        });
    }

    private static void closeQuietly(OutputStream stdin) {
        try {
            stdin.close();
        } catch (IOException alreadyGone) {
            LOG.tracef("input closed: %s", alreadyGone.getMessage());
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads one pipe to its end. Where the log has no room it stops reading, and the process is slowed down. */
    private static final class Pump {
        private final InputStream pipe;
        private final LogStream stream;
        private final Attempt attempt;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final StringBuilder beginning = new StringBuilder();
        private volatile long lastReadNanos = System.nanoTime();
        private volatile boolean used;

        Pump(InputStream pipe, LogStream stream, Attempt attempt) {
            this.pipe = pipe;
            this.stream = stream;
            this.attempt = attempt;
            daemon("sluice-" + stream.name().toLowerCase(Locale.ROOT) + "-" + attempt.attempt(), this::run);
        }

        private void run() {
            byte[] buffer = new byte[READ_BYTES];
            try (pipe) {
                for (int length = pipe.read(buffer); length >= 0; length = pipe.read(buffer)) {
                    if (!used) {
                        used = true;
                        beginning.append(new String(buffer, 0, Math.min(length, 500), StandardCharsets.UTF_8));
                    }
                    lastReadNanos = System.nanoTime();
                    attempt.output(stream, buffer, length);
                    lastReadNanos = System.nanoTime();
                }
            } catch (IOException e) {
                LOG.debugf("attempt %s: %s ended: %s", attempt.attempt(), stream, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
        }

        /**
         * Waits until all was read. The tree is gone, so the end comes at once, unless a process that nobody finds holds
         * the pipe: then the wait is bounded.
         */
        void awaitEnd() throws InterruptedException {
            while (!ended.await(20, TimeUnit.MILLISECONDS)) {
                boolean idle = System.nanoTime() - lastReadNanos > READERS_PATIENCE.toNanos();
                if (idle && !attempt.waitsForRoom()) {
                    LOG.warnf(
                            "attempt %s: something outside its process tree holds its %s open; not read any further",
                            attempt.attempt(), stream);
                    return;
                }
            }
        }

        boolean isUnused() {
            return !used;
        }

        boolean complainsOf(String prefix) {
            return ended.getCount() == 0 && beginning.toString().startsWith(prefix);
        }

        String beginning() {
            return beginning.toString().strip();
        }
    }
}
