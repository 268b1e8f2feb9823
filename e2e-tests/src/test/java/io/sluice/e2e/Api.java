package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The public API at one gateway, as a client that holds the token uses it. */
final class Api {
    /** Longer than any lease, and than losses are held back after the only task dispatch was away. */
    static final Duration TIMEOUT = Duration.ofSeconds(120);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final String JSON = "application/json";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI gateway;
    private final String token;

    Api(URI gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    URI gateway() {
        return gateway;
    }

    String token() {
        return token;
    }

    /** The same gateway, asked by somebody else. */
    Api withToken(String other) {
        return new Api(gateway, other);
    }

    Answer get(String path) {
        return send("GET", path, "", Map.of());
    }

    Answer put(String path, Object body) {
        return send("PUT", path, written(body), Map.of("Content-Type", JSON));
    }

    Answer patch(String path, Object body) {
        return send("PATCH", path, written(body), Map.of("Content-Type", JSON));
    }

    Answer delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    Answer post(String path, Object body) {
        return send("POST", path, written(body), Map.of("Content-Type", JSON));
    }

    /** Any request at all. */
    Answer send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = authorized(path)
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " at " + gateway, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a stream of events. */
    EventStream events(String path, Map<String, String> headers) {
        HttpRequest.Builder request = authorized(path).header("Accept", "text/event-stream");
        headers.forEach(request::setHeader);
        try {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).as("GET %s", path).isEqualTo(200);
            return new EventStream(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Submits a task that has to be taken, and answers its id. */
    String submit(Submission submission) {
        Answer answer = post("/api/v1/tasks", submission.body());
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        String id = answer.json().path("id").asText();
        assertThat(answer.header("Location")).endsWith("/api/v1/tasks/" + id);
        return id;
    }

    /** Submits many at once, all of which have to be taken, and answers their ids in that order. */
    List<String> submitBatch(List<Submission> submissions) {
        StringBuilder lines = new StringBuilder();
        submissions.forEach(
                submission -> lines.append(written(submission.body())).append('\n'));
        Answer answer =
                send("POST", "/api/v1/tasks/batch", lines.toString(), Map.of("Content-Type", "application/x-ndjson"));
        assertThat(answer.status()).as("%s", answer).isBetween(200, 202);
        List<String> ids = new ArrayList<>();
        for (String line : answer.body().lines().toList()) {
            JsonNode result = parsed(line);
            assertThat(result.hasNonNull("id")).as(line).isTrue();
            ids.add(result.path("id").asText());
        }
        assertThat(ids).hasSameSizeAs(submissions).doesNotHaveDuplicates();
        return ids;
    }

    JsonNode task(String id) {
        Answer answer = get("/api/v1/tasks/" + id);
        assertThat(answer.status()).as("GET task %s: %s", id, answer).isEqualTo(200);
        return answer.json();
    }

    /** The task once it is as wanted. */
    JsonNode awaitTask(String id, String what, Predicate<JsonNode> wanted) {
        return await("task " + id + " " + what)
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(() -> task(id), wanted::test);
    }

    /** The task once it has ended, however. */
    JsonNode awaitEnd(String id) {
        return awaitTask(id, "ends", task -> state(task).isTerminal());
    }

    /** The task once its process runs. */
    JsonNode awaitRunning(String id) {
        return awaitTask(id, "runs", task -> state(task) == TaskState.RUNNING);
    }

    String log(String id) {
        Answer answer = get("/api/v1/tasks/" + id + "/log");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.body();
    }

    JsonNode node(String name) {
        Answer answer = get("/api/v1/nodes/" + name);
        assertThat(answer.status()).as("GET node %s: %s", name, answer).isEqualTo(200);
        return answer.json();
    }

    List<JsonNode> nodes() {
        return items(get("/api/v1/nodes").json());
    }

    /** The node once it is as wanted. */
    JsonNode awaitNode(String name, String what, Predicate<JsonNode> wanted) {
        return await("node " + name + " " + what)
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(() -> node(name), wanted::test);
    }

    /** The node once it has the status. */
    JsonNode awaitStatus(String name, String status) {
        return awaitNode(
                name, "is " + status, node -> node.path("status").asText().equals(status));
    }

    static TaskState state(JsonNode task) {
        return TaskState.valueOf(task.path("state").asText());
    }

    static List<JsonNode> items(JsonNode list) {
        return elements(list.path("items"));
    }

    static List<JsonNode> attempts(JsonNode task) {
        return elements(task.path("attempts"));
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private HttpRequest.Builder authorized(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static JsonNode parsed(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }

    private static String written(Object body) {
        if (body instanceof String text) {
            return text;
        }
        try {
            return Json.mapper().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
