package io.sluice.benchmarks.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.verification.Gateways;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A gateway's public API, asked by another client than the browser. */
final class Door {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Map<String, String> NDJSON = Map.of("Content-Type", "application/x-ndjson");

    private final ObjectMapper mapper = Json.mapper();
    private final URI gateway;
    private final Gateways gateways;
    private final String token;

    Door(URI gateway, String token) {
        this.gateway = gateway;
        this.token = token;
        this.gateways = new Gateways(List.of(gateway), token, TIMEOUT);
    }

    URI address() {
        return gateway;
    }

    String token() {
        return token;
    }

    void drain(String node, String reason) throws IOException, InterruptedException {
        send("PUT", "/api/v1/nodes/" + node + "/drain", mapper.writeValueAsString(Map.of("reason", reason)));
    }

    void resume(String node) throws IOException, InterruptedException {
        send("DELETE", "/api/v1/nodes/" + node + "/drain", "");
    }

    /** Submits one, and answers its id. */
    String submit(String name, List<String> command) throws IOException, InterruptedException {
        String task = mapper.writeValueAsString(Map.of("type", "exec", "name", name, "command", command));
        return mapper.readTree(send("POST", "/api/v1/tasks", task)).path("id").asText();
    }

    void cancel(String task) throws IOException, InterruptedException {
        send("POST", "/api/v1/tasks/" + task + "/cancel", "");
    }

    /** Submits so many that do nothing, and returns when all have ended. */
    void fill(int tasks) throws IOException, InterruptedException {
        String line = "{\"type\":\"noop\",\"name\":\"fill\"}\n";
        for (int left = tasks; left > 0; left -= TaskSubmission.MAX_BATCH) {
            send("POST", "/api/v1/tasks/batch", line.repeat(Math.min(left, TaskSubmission.MAX_BATCH)), NDJSON);
        }
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (ended() < tasks) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the tasks did not end within 5 minutes");
            }
            Thread.sleep(1_000);
        }
    }

    /** How many of them have; an empty queue would say nothing, as what is accepted is stored a moment later. */
    private int ended() throws IOException, InterruptedException {
        int ended = 0;
        String path = "/api/v1/tasks?name=fill&state=SUCCEEDED&limit=" + TaskPage.MAX_LIMIT;
        JsonNode page = mapper.readTree(send("GET", path, ""));
        while (page.hasNonNull("next")) {
            ended += page.path("items").size();
            page = mapper.readTree(
                    send("GET", path + "&cursor=" + page.path("next").asText(), ""));
        }
        return ended + page.path("items").size();
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, Map.of());
    }

    private String send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        Gateways.Answer answer = gateways.ask(method, path, body, headers);
        if (answer.status() / 100 != 2) {
            throw new IOException(method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }
}
