package io.sluice.service.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerTest {
    /** Nothing listens on port 1 of a machine that has no tcpmux. */
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private static final TypeReference<Map<String, String>> MAP = new TypeReference<>() {};
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    /** How long a silent server is waited for; a server that answers must be heard within it on the slowest machine. */
    private static final Duration SHORT = Duration.ofSeconds(1);

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
    void whoeverAsksIsToldTheServiceAndNotWhereItRuns() {
        assertThatThrownBy(() -> get(List.of(NOBODY)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a-service does not answer")
                .hasMessageNotContainingAny("127.0.0.1", "http", ":1");
    }

    @Test
    void manyCallsAreUnderWayAtOnce() {
        Peer peer = peer(List.of(server(answersTogether(Peer.CONNECTIONS))));

        assertThat(callTogether(peer, "/x", Peer.CONNECTIONS))
                .allSatisfy(answer -> assertThat(answer.join()).isEmpty());
    }

    @Test
    void aConnectionThatCameTooLateForItsCallerServesTheNext() {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        URI server = server(request -> {
            if (request.path().equals("/held")) {
                held.add(request);
            } else {
                request.response().end("{}");
            }
        });
        Peer peer = peer(List.of(server));
        List<CompletableFuture<Map<String, String>>> first = callTogether(peer, "/held", Peer.CONNECTIONS);
        await("all connections are in use").until(() -> held.size() == Peer.CONNECTIONS);

        assertThat(callTogether(peer, "/x", Peer.CONNECTIONS))
                .as("served by connections of their own, a second later")
                .allSatisfy(answer -> assertThat(answer.join()).isEmpty());
        held.forEach(request -> request.response().end("{}"));

        assertThat(first).allSatisfy(answer -> assertThat(answer.join()).isEmpty());
        assertThat(callTogether(peer, "/x", Peer.CONNECTIONS))
                .allSatisfy(answer -> assertThat(answer.join()).isEmpty());
    }

    @Test
    void aPostThatNeverArrivedGoesToTheNext() {
        URI server = server(request -> request.response().end("{}"));

        assertThat(peer(List.of(NOBODY, server))
                        .call("POST", "/x", Map.of("a", "b"), MAP)
                        .await()
                        .atMost(CALL_TIMEOUT))
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
    void aPostThatMayBeDoneTwiceIsRepeatedElsewhereAndAtOneAddress() {
        URI breaks = server(request -> {
            calls.add("first");
            request.connection().close();
        });
        URI other = server(request -> request.response().end("{}"));
        URI breaksTwice = server(request -> {
            calls.add("one address");
            if (calls.size() < 4) {
                request.connection().close();
            } else {
                request.response().end("{}");
            }
        });

        for (List<URI> addresses : List.of(List.of(breaks, other), List.of(breaksTwice))) {
            assertThat(peer(addresses)
                            .callAgain("POST", "/x", Map.of("a", "b"), MAP)
                            .await()
                            .atMost(CALL_TIMEOUT))
                    .isEmpty();
        }
        assertThat(calls).containsExactly("first", "one address", "one address", "one address");
    }

    @Test
    void aPutThatMayHaveArrivedIsRepeated() {
        URI breaks = server(request -> request.connection().close());
        URI other = server(request -> request.response().end("{}"));

        assertThat(peer(List.of(breaks, other))
                        .call("PUT", "/x", Map.of("a", "b"), MAP)
                        .await()
                        .atMost(CALL_TIMEOUT))
                .isEmpty();
    }

    /** A Service's replica that goes takes the connections along that were kept to it. */
    @Test
    void aCallOnAKeptConnectionThatBreaksIsRepeatedOnANewOne() {
        Peer peer = peer(List.of(breaksEachSecondCallOfAConnection()));

        // A call may find its predecessor's connection still on its way back, and make one of its own.
        for (int call = 1; call <= 50; call++) {
            assertThat(peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT))
                    .containsEntry("name", "a");
        }

        assertThat(calls).contains("broken");
    }

    @Test
    void aPostToASingleAddressThatBreaksIsNotRepeated() {
        assertThat(refusal(List.of(breaksEachTime()), "POST").is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void aSingleAddressThatBreaksEachTimeIsTriedFourTimes() {
        assertThat(refusal(List.of(breaksEachTime()), "GET").is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
        assertThat(calls).containsExactly("asked", "asked", "asked", "asked");
    }

    @Test
    void aSingleAddressThatSaysItIsAwayIsNotAskedAgain() {
        URI away = server(request -> {
            calls.add("asked");
            request.response().setStatusCode(503).end();
        });

        assertThat(refusal(List.of(away), "GET").is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
        assertThat(calls).containsExactly("asked");
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
            peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT);
        }

        assertThat(peer.preferredAddress()).isEqualTo(second);
    }

    @Test
    void noAnswerInTimeIsUnavailable() {
        URI silent = server(request -> calls.add("asked"));

        Peer peer = new Peer(vertx, "a-service", List.of(silent), SHORT, Map::of);
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT));

        assertThat(refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void anAnswerWithoutABodyIsNull() {
        URI server = server(request -> request.response().setStatusCode(204).end());

        assertThat(get(List.of(server))).isNull();
    }

    @Test
    void whoNeedsMoreThanTheBodyGetsTheHeadersToo() {
        URI server = server(request -> request.response()
                .putHeader("ETag", request.getHeader("If-Match"))
                .setStatusCode(201)
                .end("{}"));

        PeerAnswer answer = peer(List.of(server))
                .exchange("PATCH", "/x", Map.of("a", 1), Map.of("If-Match", "\"7\""))
                .await()
                .atMost(CALL_TIMEOUT);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().get("ETag")).isEqualTo("\"7\"");
        assertThat(answer.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoAnswersThatItIsAwayIsPassedOverWhereTheMethodAllowsIt() {
        URI away = server(request -> {
            calls.add(request.method().name());
            request.response().setStatusCode(503).end();
        });
        URI other = server(request -> request.response().end("{}"));

        assertThat(get(List.of(away, other))).isEmpty();
        assertThat(refusal(List.of(away, other), "POST").is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
        assertThat(calls).containsExactly("GET", "POST");
    }

    @Test
    void whoTakesTheConnectionAndSaysNothingIsPassedOver() throws IOException {
        try (ServerSocket halfOpen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI frozen = URI.create("http://127.0.0.1:" + halfOpen.getLocalPort());
            URI other = server(request -> request.response().end("{}"));
            Peer peer = new Peer(vertx, "a-service", List.of(frozen, other), SHORT, Map::of);

            assertThat(peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT))
                    .isEmpty();
            assertThat(peer.preferredAddress()).isEqualTo(other);
        }
    }

    @Test
    void aByteNowAndThenIsNoAnswer() {
        URI slow = server(request -> {
            request.response().setChunked(true).write(" ");
            vertx.setPeriodic(20, tick -> request.response().write(" "));
        });
        Peer peer = new Peer(vertx, "a-service", List.of(slow), Duration.ofMillis(300), Map::of);

        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT));

        assertThat(refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
    }

    @Test
    void anAnswerAboveTheLimitIsNotHeldAndNotAskedForAgain() {
        URI large = server(request -> {
            calls.add("asked");
            request.response().end(" ".repeat(1_001));
        });
        Peer peer = new Peer(vertx, "a-service", List.of(large, large), TIMEOUT, 1_000, Map::of);

        ProblemException refusal = catchThrowableOfType(
                ProblemException.class,
                () -> peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT));

        assertThat(refusal.problem().is(ProblemType.UPSTREAM_UNAVAILABLE)).isTrue();
        assertThat(refusal.problem().detail()).contains("more than it may");
        assertThat(calls).containsExactly("asked");
    }

    @Test
    void anAnswerAtTheLimitIsRead() {
        URI server = server(request -> request.response().end("{}" + " ".repeat(998)));
        Peer peer = new Peer(vertx, "a-service", List.of(server), TIMEOUT, 1_000, Map::of);

        assertThat(peer.call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT))
                .isEmpty();
    }

    @Test
    void aTokenThatThePeerDoesNotKnowIsNoFaultOfOurCaller() {
        URI server = server(request -> request.response()
                .setStatusCode(401)
                .end("{\"type\":\"unauthenticated\",\"title\":\"t\",\"status\":401,\"detail\":\"no\"}"));

        assertThat(refusal(List.of(server), "GET").is(ProblemType.UPSTREAM_UNAVAILABLE))
                .isTrue();
    }

    private Map<String, String> get(List<URI> addresses) {
        return peer(addresses).call("GET", "/x", null, MAP).await().atMost(CALL_TIMEOUT);
    }

    private Problem refusal(List<URI> addresses, String method) {
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> peer(addresses)
                                .call(method, "/x", null, MAP)
                                .await()
                                .atMost(CALL_TIMEOUT))
                .problem();
    }

    private static List<CompletableFuture<Map<String, String>>> callTogether(Peer peer, String path, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> peer.call("POST", path, null, MAP).subscribeAsCompletionStage())
                .toList();
    }

    /** Answers none before so many have come. */
    private static Consumer<HttpServerRequest> answersTogether(int calls) {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        return request -> {
            waiting.add(request);
            if (waiting.size() == calls) {
                waiting.forEach(each -> each.response().end("{}"));
            }
        };
    }

    private Peer peer(List<URI> addresses) {
        return new Peer(vertx, "a-service", addresses, TIMEOUT, () -> Map.of("Authorization", "Bearer t"));
    }

    private URI breaksEachTime() {
        return server(request -> {
            calls.add("asked");
            request.connection().close();
        });
    }

    private URI breaksEachSecondCallOfAConnection() {
        Set<HttpConnection> used = ConcurrentHashMap.newKeySet();
        return server(request -> {
            if (used.add(request.connection())) {
                calls.add("answered");
                request.response().end("{\"name\":\"a\"}");
            } else {
                calls.add("broken");
                request.connection().close();
            }
        });
    }

    private URI server(Consumer<HttpServerRequest> answer) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> answer.accept(request.getDelegate()))
                .listenAndAwait(0, "127.0.0.1");
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }
}
