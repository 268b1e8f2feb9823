package io.sluice.benchmarks.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A gateway's public API, asked by another client than the browser. */
final class Door {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_IN_A_BATCH = 10_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper mapper = Json.mapper();
    private final URI gateway;
    private final String token;

    Door(URI gateway, String token) {
        this.gateway = gateway;
        this.token = token;
    }

    URI address() {
        return gateway;
    }

    String token() {
        return token;
    }

    void drain(String node, String reason) throws IOException, InterruptedException {
        send(
                "PUT",
                "/api/v1/nodes/" + node + "/drain",
                "application/json",
                mapper.writeValueAsString(Map.of("reason", reason)));
    }

    void resume(String node) throws IOException, InterruptedException {
        send("DELETE", "/api/v1/nodes/" + node + "/drain", "application/json", "");
    }

    /** Submits one, and answers its id. */
    String submit(String name, List<String> command) throws IOException, InterruptedException {
        String task = mapper.writeValueAsString(Map.of("type", "exec", "name", name, "command", command));
        return mapper.readTree(send("POST", "/api/v1/tasks", "application/json", task))
                .path("id")
                .asText();
    }

    void cancel(String task) throws IOException, InterruptedException {
        send("POST", "/api/v1/tasks/" + task + "/cancel", "application/json", "");
    }

    /** Submits so many that do nothing, and returns when all have ended. */
    void fill(int tasks) throws IOException, InterruptedException {
        String line = "{\"type\":\"noop\",\"name\":\"fill\"}\n";
        for (int left = tasks; left > 0; left -= MOST_IN_A_BATCH) {
            send("POST", "/api/v1/tasks/batch", "application/x-ndjson", line.repeat(Math.min(left, MOST_IN_A_BATCH)));
        }
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (isBusy()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the tasks did not end within 5 minutes");
            }
            Thread.sleep(200);
        }
    }

    private boolean isBusy() throws IOException, InterruptedException {
        JsonNode cluster = mapper.readTree(send("GET", "/api/v1/cluster", "application/json", ""));
        JsonNode newest = mapper.readTree(send("GET", "/api/v1/tasks?state=active&limit=1", "application/json", ""));
        return cluster.path("queued").asInt() > 0
                || cluster.path("running").asInt() > 0
                || !newest.path("items").isEmpty();
    }

    private String send(String method, String path, String type, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}
