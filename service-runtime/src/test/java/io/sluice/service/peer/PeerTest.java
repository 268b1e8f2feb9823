package io.sluice.service.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerTest {
    /** Nothing listens on port 1 of a machine that has no tcpmux. */
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        vertx.closeAndAwait();
    }

    @Test
    void theAnswerIsReadAndTheCredentialsGoAlong() {
        URI server = server(request -> {
            calls.add(request.getHeader("Authorization"));
            request.response().end("{\"name\":\"a\"}");
        });

        assertThat(get(List.of(server))).containsEntry("name", "a");
        assertThat(calls).containsExactly("Bearer t");
    }

    @Test
    void anAddressThatNobodyServesIsPassedOver() {
        URI server = server(request -> request.response().end("{}"));

        assertThat(get(List.of(NOBODY, server))).isEmpty();
    }

    @Test
    void aPostThatNeverArrivedGoesToTheNext() {
        URI server = server(request -> request.response().end("{}"));

        assertThat(peer(List.of(NOBODY, server))
                        .call("POST", "/x", Map.of("a", "b"), MAP)
                        .await()
                        .atMost(TIMEOUT))
                .isEmpty();
    }

    @Test
    void aPostThatMayHaveArrivedIsNotRepeated() {
        URI breaks = server(request -> {
            calls.add("first");
            request.connection().close();
        });
        URI other = server(request -> {
            calls.add("second");
            request.response().end("{}");
        });

        assertThat(refusal(List.of(breaks, other), "POST").is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
        assertThat(calls).containsExactly("first");
    }

    @Test
    void aPutThatMayHaveArrivedIsRepeated() {
        URI breaks = server(request -> request.connection().close());
        URI other = server(request -> request.response().end("{}"));

        assertThat(peer(List.of(breaks, other))
                        .call("PUT", "/x", Map.of("a", "b"), MAP)
                        .await()
                        .atMost(TIMEOUT))
                .isEmpty();
    }

    @Test
    void aRefusalComesThroughAsItIs() {
        URI server = server(request -> request.response()
                .setStatusCode(409)
                .end("{\"type\":\"capacity-floor\",\"title\":\"t\",\"status\":409,\"detail\":\"too few\"}"));

        Problem problem = refusal(List.of(server), "GET");

        assertThat(problem.is(ProblemType.CAPACITY_FLOOR)).isTrue();
        assertThat(problem.detail()).isEqualTo("too few");
    }

    @Test
    void aPeersOwnFaultIsNotShownAsOurCallers() {
        URI server = server(request -> request.response().setStatusCode(500).end("<html>stack trace</html>"));

        Problem problem = refusal(List.of(server), "GET");

        assertThat(problem.is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
        assertThat(problem.detail()).doesNotContain("stack");
    }

    @Test
    void theAddressThatAnsweredIsAskedFirstTheNextTime() {
        URI second = server(request -> request.response().end("{}"));
        List<URI> addresses = new ArrayList<>(List.of(NOBODY, second));
        Peer peer = peer(addresses);

        for (int i = 0; i < 3; i++) {
            peer.call("GET", "/x", null, MAP).await().atMost(TIMEOUT);
        }

        assertThat(peer.preferredAddress()).isEqualTo(second);
    }

    @Test
    void noAnswerInTimeIsUnavailable() {
        URI silent = server(request -> calls.add("asked"));

        Peer peer = new Peer(vertx, List.of(silent), Duration.ofMillis(200), Map::of);
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> peer.call("GET", "/x", null, MAP).await().atMost(Duration.ofSeconds(10)));

        assertThat(refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
        assertThat(calls).containsExactly("asked");
    }

    private Map<String, String> get(List<URI> addresses) {
        return peer(addresses).call("GET", "/x", null, MAP).await().atMost(TIMEOUT);
    }

    private Problem refusal(List<URI> addresses, String method) {
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> peer(addresses)
                                .call(method, "/x", null, MAP)
                                .await()
                                .atMost(TIMEOUT))
                .problem();
    }

    private Peer peer(List<URI> addresses) {
        return new Peer(vertx, addresses, TIMEOUT, () -> Map.of("Authorization", "Bearer t"));
    }

    private URI server(Consumer<HttpServerRequest> answer) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> answer.accept(request.getDelegate()))
                .listenAndAwait(0, "127.0.0.1");
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }
}
