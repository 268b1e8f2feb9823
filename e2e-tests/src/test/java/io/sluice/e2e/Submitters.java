package io.sluice.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Clients that submit one task after the other, each at its gateway, and note what they are answered. */
final class Submitters implements AutoCloseable {
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> refused = new ConcurrentLinkedQueue<>();
    private final Failures failures;
    private final Submission task;
    private final ScheduledExecutorService pace;

    private Submitters(Submission task, int count, Failures failures) {
        this.task = task;
        this.failures = failures;
        this.pace = Executors.newScheduledThreadPool(count);
    }

    /**
     * Begins at once; the gateways are shared evenly.
     *
     * @param pause of each client after each answer
     */
    static Submitters start(List<Api> gateways, int count, Duration pause, Submission task, Failures failures) {
        Submitters submitters = new Submitters(task, count, failures);
        for (int i = 0; i < count; i++) {
            Api gateway = gateways.get(i % gateways.size());
            submitters.pace.scheduleWithFixedDelay(
                    () -> submitters.submitTo(gateway), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
        return submitters;
    }

    /** The ids of the tasks that were answered with 202. */
    List<String> accepted() {
        return List.copyOf(accepted);
    }

    /** The answers of those that were not taken: each is a 503 that says when to come again, or a failure. */
    List<Answer> refused() {
        return List.copyOf(refused);
    }

    /** Lets what is under way be answered. */
    @Override
    public void close() throws InterruptedException {
        pace.shutdown();
        if (!pace.awaitTermination(1, TimeUnit.MINUTES)) {
            failures.add("a submitter", "was not answered within a minute");
        }
    }

    private void submitTo(Api gateway) {
        try {
            Answer answer = gateway.post("/api/v1/tasks", task.body());
            if (answer.status() == 202) {
                accepted.add(answer.json().path("id").asText());
            } else if (answer.isClearRefusal()) {
                refused.add(answer);
            } else {
                failures.add("a submitter", answer.toString());
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add("a submitter", e);
        }
    }
}
