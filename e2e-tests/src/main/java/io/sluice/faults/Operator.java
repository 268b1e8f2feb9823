package io.sluice.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.verification.OperatorLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Drains, resumes, changes caps and retires, through whichever gateway answers, and keeps what was answered. */
final class Operator {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);
    private static final Duration LONGEST_TRY = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 500;
    private static final int CONFLICT = 409;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final List<URI> gateways;
    private final String token;
    private final OperatorLog log;
    private final AtomicInteger turn = new AtomicInteger();

    Operator(List<URI> gateways, String token, OperatorLog log) {
        this.gateways = gateways;
        this.token = token;
        this.log = log;
    }

    /** Asks once for a drain; an answer that is lost is not asked for again. */
    void drain(String node) throws InterruptedException {
        Instant asked = Instant.now();
        Optional<HttpResponse<String>> answer =
                call("PUT", "/api/v1/nodes/" + node + "/drain", "{\"reason\":\"faults\"}");
        if (answer.isPresent() && answer.get().statusCode() == 200) {
            boolean barrier = json(answer.get()).path("barrier").asBoolean();
            log.drained(new NodeName(node), asked, Instant.now(), barrier);
        }
    }

    /** Lifts the drain, for as long as it takes. Nothing is said of when it is lifted, only of when it was asked for. */
    void resume(String node) throws InterruptedException {
        Instant asked = Instant.now();
        boolean done = insist("DELETE", "/api/v1/nodes/" + node + "/drain", "");
        log.lifted(new NodeName(node), asked, done ? Instant.now() : null);
    }

    /** Sets the cap, for as long as it takes. */
    void cap(String node, int cap) throws InterruptedException {
        Instant asked = Instant.now();
        boolean done = insist("PATCH", "/api/v1/nodes/" + node, "{\"taskCap\":" + cap + "}");
        log.capAsked(new NodeName(node), cap, asked, done ? Instant.now() : null);
    }

    /** Retires the node once the cluster lets it go. */
    void retire(String node) throws InterruptedException {
        Optional<Epoch> epoch = epoch(node);
        Instant asked = Instant.now();
        boolean done = insist("DELETE", "/api/v1/nodes/" + node, "");
        if (epoch.isPresent()) {
            log.retired(new NodeName(node), epoch.get(), asked, done ? Instant.now() : null);
        }
    }

    private Optional<Epoch> epoch(String node) throws InterruptedException {
        return call("GET", "/api/v1/nodes/" + node, "")
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> new Epoch(json(answer).path("epoch").asLong()));
    }

    /** Asks one gateway after another until one does it. A refusal that time can change is asked again. */
    private boolean insist(String method, String path, String body) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_TRY.toNanos();
        while (System.nanoTime() - deadline < 0) {
            Optional<HttpResponse<String>> answer = call(method, path, body);
            int status = answer.map(HttpResponse::statusCode).orElse(0);
            if (status / 100 == 2) {
                return true;
            }
            if (status / 100 == 4 && status != CONFLICT) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    /** Empty when nothing was answered. */
    private Optional<HttpResponse<String>> call(String method, String path, String body) throws InterruptedException {
        URI gateway = gateways.get(Math.floorMod(turn.getAndIncrement(), gateways.size()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + path))
                .timeout(LONGEST_CALL)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            return Optional.of(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("not JSON: " + answer.body(), e);
        }
    }
}
