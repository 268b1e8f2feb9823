package io.sluice.benchmarks.single;

import io.sluice.benchmarks.cost.Calibration.Measured;
import io.sluice.benchmarks.cost.CpuTimes;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.suite.Client;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.TaskForm;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tasks that come one by one at a steady rate, and what they took.
 *
 * @param cpuOfTask without what the suite uses when nobody asks anything
 * @param postMillis of each POST, from its sending to its answer
 * @param startMillis of each task, from its submission to its start, both as the API shows them
 */
public record OneByOne(CpuTimes cpuOfTask, List<Double> postMillis, List<Double> startMillis) {
    /** POSTs a second. */
    public static final int RATE = 50;

    /** The figure of what one costs. */
    public static final String CPU = "CPU a task";

    private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);

    /** So many, on a suite that is otherwise idle and then uses this a second. */
    public static OneByOne run(MeasuredSuite suite, int tasks, CpuTimes idle) throws IOException, InterruptedException {
        Client client = suite.client();
        TaskForm task = TaskForm.noop("single");
        List<UUID> ids = new ArrayList<>(tasks);
        List<Double> postMillis = new ArrayList<>(tasks);
        CpuTimes before = suite.processes().cpu();
        long begun = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            long due = begun + i * TimeUnit.SECONDS.toNanos(1) / RATE;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            long sent = System.nanoTime();
            ids.add(client.submit(task));
            postMillis.add((System.nanoTime() - sent) / 1e6);
        }
        ended(client, ids.get(ids.size() - 1));
        double seconds = (System.nanoTime() - begun) / 1e9;
        CpuTimes used = suite.processes().cpu().since(before).without(idle, seconds);
        List<Double> startMillis = new ArrayList<>(tasks);
        for (UUID id : ids) {
            startMillis.add(startMillis(ended(client, id)));
        }
        return new OneByOne(used.per(tasks), postMillis, startMillis);
    }

    /** The figures of a round, their names with this before them. */
    public static void addTo(Figures figures, String prefix, Measured<OneByOne> measured) {
        OneByOne round = measured.result();
        measured.addTo(figures, prefix + CPU, round.cpuOfTask());
        figures.addLatencies(prefix + "POST", round.postMillis());
        figures.addLatencies(prefix + "submitted to started", round.startMillis());
    }

    private static TaskView ended(Client client, UUID id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ENDED_WITHIN.toNanos();
        while (true) {
            TaskView task = client.task(id);
            if (task.state() == TaskState.SUCCEEDED) {
                return task;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "task " + id + " is " + task.state() + " after " + ENDED_WITHIN.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static double startMillis(TaskView task) throws IOException {
        Instant started = task.startedAt();
        if (started == null) {
            throw new IOException("task " + task.id() + " has ended and never started");
        }
        return Duration.between(task.submittedAt(), started).toNanos() / 1e6;
    }
}
