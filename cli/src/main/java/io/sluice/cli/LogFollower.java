package io.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.task.TaskState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Prints a task's log as it grows, until the task has ended. When the gateway goes away it connects again and goes on after
 * the last piece that it printed, so that nothing is printed twice and nothing is left out. It gives up after
 * {@value #MAX_FAILURES} connections in a row that brought nothing.
 */
final class LogFollower {
    /** With a pause that grows to 5 s between them this is about two minutes. */
    static final int MAX_FAILURES = 30;

    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    /** A stream this silent is taken for dead. Connecting again costs little and repeats nothing. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final Gateway gateway;
    private final Environment environment;
    private final PrintWriter out;
    private final PrintWriter err;

    private @Nullable String lastId;
    private int failures;

    LogFollower(Gateway gateway, Environment environment, PrintWriter out, PrintWriter err) {
        this.gateway = gateway;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** How the task ended. */
    record End(TaskState state, @Nullable Integer exitCode) {}

    /** Prints until the end. */
    End follow(String taskId) {
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "log-watch");
            thread.setDaemon(true);
            return thread;
        });
        try {
            while (true) {
                Optional<End> end = readOnce(taskId, watch);
                if (end.isPresent()) {
                    return end.get();
                }
                failures++;
                if (failures > MAX_FAILURES) {
                    throw CommandFailure.error("The log's stream ended " + MAX_FAILURES
                            + " times without news. The task goes on; 'sluice task log -f " + taskId
                            + "' takes it up again.");
                }
                if (failures == 2) {
                    err.println("The gateway does not answer; connecting again.");
                }
                environment.waitFor(pause());
            }
        } finally {
            watch.shutdownNow();
        }
    }

    private Duration pause() {
        Duration growing = Duration.ofMillis(200L * failures * failures);
        return growing.compareTo(MAX_PAUSE) < 0 ? growing : MAX_PAUSE;
    }

    private Optional<End> readOnce(String taskId, ScheduledExecutorService watch) {
        Call plain = Call.get("/api/v1/tasks/" + Call.encoded(taskId) + "/log?follow=true");
        Map<String, String> headers = lastId == null
                ? Map.of("Accept", "text/event-stream")
                : Map.of("Accept", "text/event-stream", "Last-Event-ID", lastId);
        Call call = new Call(plain.method(), plain.path(), null, true, headers);
        try (InputStream body = gateway.open(call);
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            ServerSentEvents events = new ServerSentEvents(lines);
            while (true) {
                Optional<ServerSentEvents.Event> event = nextWithin(events, body, watch);
                if (event.isEmpty()) {
                    return Optional.empty();
                }
                Optional<End> end = take(event.get());
                if (end.isPresent()) {
                    return end;
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ServerSentEvents.Event> nextWithin(
            ServerSentEvents events, InputStream body, ScheduledExecutorService watch) throws IOException {
        ScheduledFuture<?> idle = watch.schedule(() -> close(body), IDLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return events.next();
        } finally {
            idle.cancel(false);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It is given up either way.
        }
    }

    private Optional<End> take(ServerSentEvents.Event event) {
        switch (event.name()) {
            case "chunk" -> {
                JsonNode chunk = gateway.read(event.data(), JsonNode.class);
                out.print(chunk.path("text").asText());
                if (out.checkError()) {
                    throw CommandFailure.error("Nobody reads the log any more; the task goes on.");
                }
                lastId = event.id() == null ? lastId : event.id();
                failures = 0;
            }
            case "end" -> {
                JsonNode end = gateway.read(event.data(), JsonNode.class);
                return Optional.of(new End(
                        gateway.read(end.path("state"), TaskState.class),
                        end.hasNonNull("exitCode") ? end.path("exitCode").asInt() : null));
            }
            default -> {
                // A hint, such as to connect again; the stream's own end says the same.
            }
        }
        return Optional.empty();
    }
}
