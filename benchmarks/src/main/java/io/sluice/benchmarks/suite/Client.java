package io.sluice.benchmarks.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskView;
import io.sluice.verification.Gateways;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The public API of the one gateway. */
public final class Client {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Map<String, String> NDJSON = Map.of("Content-Type", "application/x-ndjson");
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final ObjectMapper mapper = Json.mapper();
    private final Gateways gateway;

    /** A gateway that is asked with this token. */
    public Client(URI gateway, String token) {
        this.gateway = new Gateways(List.of(gateway), token, TIMEOUT);
    }

    /** Submits one, and answers its id. */
    public UUID submit(TaskForm task) throws IOException, InterruptedException {
        return UUID.fromString(json(send("POST", "/api/v1/tasks", task.json(), Map.of()))
                .path("id")
                .asText());
    }

    /** Submits so many of this one in one request, and answers their ids. Fails unless all are accepted. */
    public List<UUID> submit(TaskForm task, int count) throws IOException, InterruptedException {
        String answer = send("POST", "/api/v1/tasks/batch", (task.json() + "\n").repeat(count), NDJSON);
        List<UUID> ids = new ArrayList<>(count);
        for (String line : answer.lines().filter(each -> !each.isBlank()).toList()) {
            JsonNode result = json(line);
            if (!result.hasNonNull("id")) {
                throw new IOException("a task was not accepted: " + line);
            }
            ids.add(UUID.fromString(result.path("id").asText()));
        }
        if (ids.size() != count) {
            throw new IOException(ids.size() + " of " + count + " tasks were answered");
        }
        return ids;
    }

    /** A task that was accepted; it is found at once. */
    public TaskView task(UUID id) throws IOException, InterruptedException {
        return gateway.read(send("GET", "/api/v1/tasks/" + id, "", Map.of()), TaskView.class);
    }

    /** Whether a task has ended well. One that is not stored yet has not; while intake is behind the gateway can't tell. */
    boolean hasSucceeded(UUID id) throws IOException, InterruptedException {
        Gateways.Answer answer = gateway.ask("GET", "/api/v1/tasks/" + id, "", Map.of());
        return answer.status() != NOT_FOUND
                && answer.status() != UNAVAILABLE
                && json(checked("GET task " + id, answer))
                        .path("state")
                        .asText()
                        .equals("SUCCEEDED");
    }

    /** How many tasks of this name have ended well, as the database has them. */
    int succeeded(String name) throws IOException, InterruptedException {
        String path = "/api/v1/tasks?state=SUCCEEDED&limit=" + TaskPage.MAX_LIMIT + "&name=" + name;
        JsonNode page = get(path);
        int count = page.path("items").size();
        while (page.hasNonNull("next")) {
            page = get(path + "&cursor=" + page.path("next").asText());
            count += page.path("items").size();
        }
        return count;
    }

    /** Queued and running tasks. */
    int unfinished() throws IOException, InterruptedException {
        JsonNode cluster = get("/api/v1/cluster");
        return cluster.path("queued").asInt() + cluster.path("running").asInt();
    }

    /** Queued tasks. */
    public int queued() throws IOException, InterruptedException {
        return get("/api/v1/cluster").path("queued").asInt();
    }

    /** The nodes that are RUNNING, agents and gateways. */
    int runningNodes() throws IOException, InterruptedException {
        return get("/api/v1/nodes?status=RUNNING").path("items").size();
    }

    /** A node, as the API shows it. */
    public JsonNode node(String name) throws IOException, InterruptedException {
        return get("/api/v1/nodes/" + name);
    }

    /** Gives a node another task cap. */
    public void setCap(String node, int cap) throws IOException, InterruptedException {
        send("PATCH", "/api/v1/nodes/" + node, mapper.writeValueAsString(Map.of("taskCap", cap)), Map.of());
    }

    /** Drains a node; fails unless the answer says that the barrier is up. */
    public void drain(String node, String reason) throws IOException, InterruptedException {
        String body = mapper.writeValueAsString(Map.of("reason", reason));
        JsonNode answer = json(send("PUT", "/api/v1/nodes/" + node + "/drain", body, Map.of()));
        if (!answer.path("barrier").asBoolean()) {
            throw new IOException("the drain was answered without its barrier: " + answer);
        }
    }

    /** Lifts the drain. */
    public void resume(String node) throws IOException, InterruptedException {
        send("DELETE", "/api/v1/nodes/" + node + "/drain", "", Map.of());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return json(send("GET", path, "", Map.of()));
    }

    private JsonNode json(String text) throws IOException {
        return mapper.readTree(text);
    }

    private String send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        return checked(method + " " + path, gateway.ask(method, path, body, headers));
    }

    private static String checked(String what, Gateways.Answer answer) throws IOException {
        if (answer.status() / 100 != 2) {
            throw new IOException(what + ": " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }
}
