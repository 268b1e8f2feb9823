package io.sluice.benchmarks.suite;

import io.sluice.backends.FreePorts;
import io.sluice.benchmarks.cost.CpuTimes;
import io.sluice.benchmarks.cost.SuiteProcesses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The suite by its own launcher, {@code ./sluice up}, from an empty data folder: one gateway, one of each service, two agents.
 * It ends in order with {@link #close}, or with this JVM.
 */
public final class MeasuredSuite implements AutoCloseable {
    /** The agents, as nodes and as processes. */
    public static final List<String> AGENTS = List.of("agent-1", "agent-2");

    private static final int NODES = AGENTS.size() + 1;
    private static final int LARGE_CAP = 500;
    private static final int BATCH = 5_000;
    /** Ids of the last batch that are looked at before all tasks are counted. */
    private static final int LAST = 64;

    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** A first start builds what is not built. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(15);

    private static final Duration DONE_WITHIN = Duration.ofMinutes(15);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

    private final Process launcher;
    private final Path project;
    private final Path data;
    private final Client client;
    private final SuiteProcesses processes;
    private final double startSeconds;
    private int rounds;

    private MeasuredSuite(Process launcher, Path project, Path data, Client client, double startSeconds) {
        this.launcher = launcher;
        this.project = project;
        this.data = data;
        this.client = client;
        this.processes = new SuiteProcesses(data, launcher.pid());
        this.startSeconds = startSeconds;
    }

    /** Starts it with agents that are never the limit of tasks that do nothing. */
    public static MeasuredSuite start(Path project) throws IOException, InterruptedException {
        return start(project, LARGE_CAP);
    }

    /** Starts it, and returns once it is ready and all of its nodes are RUNNING. */
    public static MeasuredSuite start(Path project, int taskCap) throws IOException, InterruptedException {
        Path data = project.resolve("benchmarks/target/suite");
        Path log = project.resolve("benchmarks/target/suite.log");
        Files.createDirectories(data.getParent());
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(project.resolve("sluice").toString(), "up", "--fresh"));
        command.addAll(List.of("--gateways", "1", "--agents", String.valueOf(AGENTS.size())));
        command.addAll(List.of("--task-cap", String.valueOf(taskCap), "--port", String.valueOf(port)));
        command.addAll(List.of("--data", data.toString()));
        long begun = System.nanoTime();
        Process launcher = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(launcher), "ends the suite"));
        try {
            awaitReady(launcher, log);
            Client client = new Client(
                    URI.create("http://127.0.0.1:" + port),
                    Files.readString(data.resolve("token")).strip());
            while (client.runningNodes() < NODES) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return new MeasuredSuite(launcher, project, data, client, (System.nanoTime() - begun) / 1e9);
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(launcher);
            throw e;
        }
    }

    /** Its public API. */
    public Client client() {
        return client;
    }

    /** Its processes. */
    public SuiteProcesses processes() {
        return processes;
    }

    /** How long it took from the call of {@code ./sluice up} until all was ready. */
    public double startSeconds() {
        return startSeconds;
    }

    /** A command of {@code ./sluice} about this suite, ready to be started. */
    public ProcessBuilder command(String... words) {
        List<String> command = new ArrayList<>(List.of(project.resolve("sluice").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().put("SLUICE_DATA", data.toString());
        return builder;
    }

    /** CPU time of a second in which nobody asks anything, taken over so many seconds. */
    public CpuTimes idle(int seconds) throws IOException, InterruptedException {
        CpuTimes before = processes.cpu();
        long begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        return processes.cpu().since(before).per((System.nanoTime() - begun) / 1e9);
    }

    /** So many that do nothing, by batches. */
    public Round noops(int tasks) throws IOException, InterruptedException {
        return round(TaskForm.noop(nextName()), tasks);
    }

    /** So many that run a process, by batches. */
    public Round processes(int tasks, String... command) throws IOException, InterruptedException {
        return round(TaskForm.exec(nextName(), command), tasks);
    }

    /** Returns once nothing is queued or runs. */
    public void awaitEmpty() throws IOException, InterruptedException {
        while (client.unfinished() > 0) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Override
    public void close() {
        end(launcher);
    }

    private String nextName() {
        rounds++;
        return "round-" + rounds;
    }

    private Round round(TaskForm task, int tasks) throws IOException, InterruptedException {
        CpuTimes before = processes.cpu();
        long begun = System.nanoTime();
        List<UUID> last = List.of();
        for (int left = tasks; left > 0; left -= BATCH) {
            last = client.submit(task, Math.min(left, BATCH));
        }
        long submitted = System.nanoTime();
        last = last.subList(Math.max(0, last.size() - LAST), last.size());
        while (true) {
            awaitSeenEnded(last, begun);
            long ended = System.nanoTime();
            CpuTimes after = processes.cpu();
            // Counted when the clock has stopped: what is still in Kafka is in no counter. If some are missing it runs
            // on.
            if (client.succeeded(task.name()) == tasks) {
                return new Round(tasks, (submitted - begun) / 1e9, (ended - begun) / 1e9, after.since(before));
            }
            if (ended - begun > DONE_WITHIN.toNanos()) {
                throw new IOException(client.succeeded(task.name()) + " of " + tasks + " tasks succeeded within "
                        + DONE_WITHIN.toMinutes() + " minutes");
            }
        }
    }

    /** Looks after each fiftieth of the time gone so far: the error stays below that, and looking costs the suite little. */
    private void awaitSeenEnded(List<UUID> last, long begun) throws IOException, InterruptedException {
        while (client.unfinished() > 0 || !haveSucceeded(last)) {
            long gone = System.nanoTime() - begun;
            if (gone > DONE_WITHIN.toNanos()) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(gone / 50, MIN_PAUSE_NANOS));
        }
    }

    private boolean haveSucceeded(List<UUID> tasks) throws IOException, InterruptedException {
        for (UUID task : tasks) {
            if (!client.hasSucceeded(task)) {
                return false;
            }
        }
        return true;
    }

    /** Keeps what the launcher says in a file, and returns when it says that all is ready. */
    private static void awaitReady(Process launcher, Path log) throws IOException, InterruptedException {
        CountDownLatch decided = new CountDownLatch(1);
        List<String> ready = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try (BufferedReader said = launcher.inputReader(StandardCharsets.UTF_8);
                    PrintWriter kept = new PrintWriter(Files.newBufferedWriter(log), true)) {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    kept.println(line);
                    if (line.startsWith("Ready in ")) {
                        ready.add(line);
                        decided.countDown();
                    }
                }
            } catch (IOException e) {
                System.err.println("What ./sluice says can't be kept: " + e);
            } finally {
                decided.countDown();
            }
        });
        reader.setDaemon(true);
        reader.start();
        if (!decided.await(READY_WITHIN.toSeconds(), TimeUnit.SECONDS) || ready.isEmpty()) {
            throw new IOException("./sluice up did not become ready; see " + log);
        }
    }

    private static void end(Process launcher) {
        if (!launcher.isAlive()) {
            return;
        }
        List<ProcessHandle> all = launcher.descendants().toList();
        // By its handle: what it says in the end can still be read.
        launcher.toHandle().destroy();
        try {
            if (!launcher.waitFor(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                launcher.destroyForcibly();
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            launcher.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
