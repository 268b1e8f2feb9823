package io.sluice.benchmarks.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.path.NodePaths;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Nodes that register and send heartbeats as any other, and take no tasks: each has the task cap 0. */
final class Crowd implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int AT_ONCE = 50;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper mapper = Json.mapper();
    private final URI registry;
    private final String joinToken;
    private final ScheduledExecutorService pulse;
    private final List<Member> members = new ArrayList<>();

    private record Member(String name, Heartbeat heartbeat) {}

    Crowd(URI registry, String joinToken, ScheduledExecutorService pulse) {
        this.registry = registry;
        this.joinToken = joinToken;
        this.pulse = pulse;
    }

    /** Registers so many, and keeps them RUNNING. */
    void join(int count) throws IOException, InterruptedException {
        for (int number = 1; number <= count; number++) {
            String name = String.format("crowd-%04d", number);
            UUID incarnation = UUID.randomUUID();
            RegisterRequest request = new RegisterRequest(
                    new NodeName(name),
                    NodeKind.AGENT,
                    incarnation,
                    "0.1.0",
                    Map.of("zone", number % 3 == 0 ? "north" : "south"),
                    0,
                    null,
                    null);
            HttpResponse<String> answer = http.send(
                    request(NodePaths.REGISTRY + "/" + NodePaths.REGISTER, request),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(name + " was not registered: " + answer.body());
            }
            Epoch epoch = mapper.readValue(answer.body(), RegisterReply.class).epoch();
            members.add(new Member(name, new Heartbeat(epoch, incarnation, 0, 0.5, null, null)));
        }
        pulse.scheduleAtFixedRate(this::beat, 0, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        pulse.shutdownNow();
    }

    private void beat() {
        for (int from = 0; from < members.size(); from += AT_ONCE) {
            CompletableFuture<?>[] sent = members.subList(from, Math.min(from + AT_ONCE, members.size())).stream()
                    .map(this::beat)
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(sent).exceptionally(failed -> null).join();
        }
    }

    private CompletableFuture<HttpResponse<Void>> beat(Member member) {
        return http.sendAsync(
                request(
                        NodePaths.REGISTRY + "/" + NodePaths.NODES + "/" + member.name() + "/" + NodePaths.HEARTBEAT,
                        member.heartbeat()),
                HttpResponse.BodyHandlers.discarding());
    }

    private HttpRequest request(String path, Object body) {
        try {
            return HttpRequest.newBuilder(registry.resolve(path))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + joinToken)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body)))
                    .build();
        } catch (IOException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + body, e);
        }
    }
}
