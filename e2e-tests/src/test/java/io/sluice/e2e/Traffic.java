package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * Clients that each send one request after the other: they read, and each twentieth submits a task. Whatever is not the
 * answer that it should be is a failure; nothing is tried again.
 */
final class Traffic implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(10);
    private static final int SUBMITS_EVERY = 20;
    private static final List<String> READS = List.of("/api/v1/cluster", "/api/v1/nodes", "/api/v1/tasks?limit=5");
    private static final String TASK = task();

    private final List<Client> clients;
    private final Failures failures;
    private final ScheduledExecutorService pace;
    private final AtomicInteger requests = new AtomicInteger();
    private final LongAccumulator slowestNanos = new LongAccumulator(Math::max, 0);
    private final Queue<String> submitted = new ConcurrentLinkedQueue<>();

    private Traffic(List<Client> clients, Failures failures) {
        this.clients = List.copyOf(clients);
        this.failures = failures;
        this.pace = Executors.newScheduledThreadPool(clients.size());
    }

    /** Begins at once. */
    static Traffic start(List<Client> clients, Failures failures) {
        Traffic traffic = new Traffic(clients, failures);
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            String name = "client " + (i + 1);
            AtomicInteger sent = new AtomicInteger(i * SUBMITS_EVERY / clients.size());
            traffic.pace.scheduleWithFixedDelay(
                    () -> traffic.next(name, client, sent.incrementAndGet()),
                    0,
                    PACE.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        return traffic;
    }

    /** How many have been answered, or have failed. */
    int requests() {
        return requests.get();
    }

    /** The longest that a client waited for its answer. */
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** The ids of the tasks that were taken. */
    List<String> submitted() {
        return List.copyOf(submitted);
    }

    /** Lets what is under way end. */
    @Override
    public void close() {
        pace.shutdown();
        try {
            assertThat(pace.awaitTermination(1, TimeUnit.MINUTES))
                    .as("all are answered")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        clients.forEach(Client::close);
    }

    private void next(String name, Client client, int number) {
        boolean submits = number % SUBMITS_EVERY == 0;
        long begunNanos = System.nanoTime();
        try {
            Answer answer = submits
                    ? client.send("POST", "/api/v1/tasks", TASK, Map.of("Content-Type", "application/json"))
                    : client.send("GET", READS.get(number % READS.size()), "", Map.of());
            if (answer.status() != (submits ? 202 : 200)) {
                failures.add(name, answer.toString());
            } else if (submits) {
                submitted.add(answer.json().path("id").asText());
            }
        } catch (RuntimeException | AssertionError e) {
            failures.add(name, e);
        }
        slowestNanos.accumulate(System.nanoTime() - begunNanos);
        requests.incrementAndGet();
    }

    private static String task() {
        try {
            return Json.mapper().writeValueAsString(Submission.command("true").body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
