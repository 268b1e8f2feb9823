package io.sluice.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.TaskState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client of the event stream for as long as it likes: told to reconnect, it comes back at once with the last id that it
 * has seen. An end that was not announced, a break, a refusal and a reset are failures. It remembers which tasks it saw end.
 */
final class FollowedEvents implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final URI server;
    private final String token;
    private final Failures failures;
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile String lastId = "";
    private volatile boolean closing;
    private volatile @Nullable InputStream body;

    private FollowedEvents(String name, URI server, String token, Failures failures) {
        this.name = name;
        this.server = server;
        this.token = token;
        this.failures = failures;
    }

    /** Returns once the stream has its place: nothing that happens later is missed. */
    static FollowedEvents open(String name, URI server, String token, Failures failures) {
        FollowedEvents followed = new FollowedEvents(name, server, token, failures);
        Thread thread = new Thread(followed::follow, name);
        thread.setDaemon(true);
        thread.start();
        await(name + " has its place").atMost(Api.TIMEOUT).until(() -> !followed.lastId.isEmpty());
        return followed;
    }

    /** How many have come. */
    int events() {
        return events.get();
    }

    /** How many times the stream was opened. */
    int opened() {
        return opened.get();
    }

    /** The tasks whose end was seen. */
    Set<String> ended() {
        return Set.copyOf(ended);
    }

    @Override
    public void close() {
        closing = true;
        try (InputStream open = body) {
            body = null;
        } catch (IOException e) {
            // Over either way.
        }
    }

    private void follow() {
        while (!closing) {
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/api/v1/events"))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "text/event-stream");
                if (!lastId.isEmpty()) {
                    request.header("Last-Event-ID", lastId);
                }
                HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
                opened.incrementAndGet();
                body = response.body();
                if (response.statusCode() != 200) {
                    failures.add(name, "refused with " + response.statusCode());
                } else if (!readToEnd(response.body())) {
                    failures.add(name, "ended without a word");
                }
            } catch (IOException | RuntimeException e) {
                failures.add(name, "broke: " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Whether the end was announced, or is ours. */
    private boolean readToEnd(InputStream stream) throws IOException {
        boolean announced = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    lastId = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    event = line.substring(6).strip();
                    events.incrementAndGet();
                    announced = event.equals("reconnect");
                } else if (line.startsWith("data:")) {
                    take(event, line.substring(5).strip());
                }
            }
        } catch (IOException e) {
            if (!closing) {
                throw e;
            }
        }
        return announced || closing;
    }

    private void take(String event, String data) throws IOException {
        if (event.equals("reset")) {
            failures.add(name, "reset: " + data);
        } else if (event.equals("task")) {
            JsonNode task = Json.mapper().readTree(data);
            if (TaskState.valueOf(task.path("state").asText()).isTerminal()) {
                ended.add(task.path("id").asText());
            }
        }
    }
}
