package io.sluice.service.peer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Another service, behind one or more addresses. A call goes to the address that answered last; where that one can't be
 * reached it goes to the next, each of them once. A call that may have arrived is repeated only if its method allows it
 * (RFC 9110, 9.2.2). A single address may be many replicas, such as a Service's, one of which has just died: where a
 * connection to it breaks, or does not come about, such a call is tried up to three times more, by a new connection each
 * time. A refusal of the peer comes through as the {@link ProblemException} that it is; when no address answers, or with
 * more than it may, it is {@code upstream-unavailable}.
 */
public final class Peer {
    private static final Logger LOG = Logger.getLogger(Peer.class);
    private static final ObjectMapper MAPPER = Json.mapper();
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE");
    /** At once, to each address. */
    static final int CONNECTIONS = 32;

    private static final int WAITING_CALLS = 1_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int UNAVAILABLE = 503;

    /** With one of two replicas dead and still in the Service, one call in 16 meets it each time. */
    private static final int MORE_TRIES_OF_ONE = 3;

    /** From here on reading takes time that an event loop does not have. */
    private static final int LARGE_ANSWER_BYTES = 256 * 1024;

    /** Ten thousand nodes take about a third of it. */
    private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

    private final String name;
    private final HttpClient kept;
    private final HttpClient unkept;
    private final List<URI> addresses;
    private final Exchange exchange;
    private final Supplier<Map<String, String>> credentials;
    private final AtomicInteger preferred = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();

    /**
     * @param name of the service, for the log and for callers, who are never told its addresses
     * @param addresses at least one
     * @param timeout for each try, from the connection to the last byte of the answer; for a connection it is 1 s
     * @param credentials headers that go with every call
     */
    public Peer(
            Vertx vertx,
            String name,
            List<URI> addresses,
            Duration timeout,
            Supplier<Map<String, String>> credentials) {
        this(vertx, name, addresses, timeout, MAX_ANSWER_BYTES, credentials);
    }

    /** As above, with a limit of its own for answers. */
    Peer(
            Vertx vertx,
            String name,
            List<URI> addresses,
            Duration timeout,
            int largestAnswerBytes,
            Supplier<Map<String, String>> credentials) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a peer has at least one address");
        }
        this.name = name;
        this.kept = client(vertx, clientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS));
        this.unkept = client(vertx, clientOptions().setKeepAlive(false));
        this.addresses = List.copyOf(addresses);
        Duration connectTimeout = timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT;
        this.exchange = new Exchange(vertx.getDelegate(), connectTimeout, timeout, largestAnswerBytes);
        this.credentials = credentials;
    }

    /** A connection that breaks is told by the call on it; one that nobody uses is of no interest. */
    private static HttpClient client(Vertx vertx, HttpClientOptions options) {
        return vertx.getDelegate()
                .httpClientBuilder()
                .with(options)
                // The builder does not look at the pool's size among the client's options.
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING_CALLS))
                .withConnectHandler(connection -> connection.exceptionHandler(
                        fault -> LOG.debugf("a connection to %s broke: %s", connection.remoteAddress(), fault)))
                .build();
    }

    private static HttpClientOptions clientOptions() {
        return new HttpClientOptions().setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    }

    /** Calls the peer; a body that is null is none. The answer is null where the peer answered with none (204). */
    public <T> Uni<T> call(String method, String path, @Nullable Object body, TypeReference<T> type) {
        return call(method, path, body, Map.of(), type);
    }

    /** Calls the peer for something that may be done twice, whatever its method says: it is repeated as a PUT would be. */
    public <T> Uni<T> callAgain(String method, String path, @Nullable Object body, TypeReference<T> type) {
        Call call = new Call(method, path, body == null ? null : bytes(body), Map.of(), credentials.get(), true);
        return tryFrom(call, preferred.get(), 0).map(Peer::accepted).chain(answer -> value(answer, type));
    }

    /** Calls the peer with further headers. */
    public <T> Uni<T> call(
            String method, String path, @Nullable Object body, Map<String, String> headers, TypeReference<T> type) {
        return exchange(method, path, body, headers).chain(answer -> value(answer, type));
    }

    /** What the answer says; a large one is read off the event loop. */
    private static <T> Uni<T> value(PeerAnswer answer, TypeReference<T> type) {
        Uni<T> value = Uni.createFrom().item(() -> read(answer, type));
        return answer.body().length < LARGE_ANSWER_BYTES
                ? value
                : value.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Calls the peer, for callers that need more than the body. */
    public Uni<PeerAnswer> exchange(String method, String path, @Nullable Object body, Map<String, String> headers) {
        Call call = new Call(
                method,
                path,
                body == null ? null : bytes(body),
                headers,
                credentials.get(),
                IDEMPOTENT.contains(method));
        return tryFrom(call, preferred.get(), 0).map(Peer::accepted);
    }

    /** The address that the next call goes to first. */
    URI preferredAddress() {
        return addresses.get(preferred.get());
    }

    private Uni<PeerAnswer> tryFrom(Call call, int first, int tried) {
        int index = Math.floorMod(first + tried, addresses.size());
        URI address = addresses.get(index);
        boolean last = tried + 1 >= addresses.size();
        // The connections that are kept may all be to the replica that has just gone.
        HttpClient client = tried < addresses.size() ? kept : unkept;
        return send(client, call, address)
                .onItem()
                .transformToUni(answer -> {
                    if (answer.status() == UNAVAILABLE && call.mayRepeat() && !last) {
                        return tryFrom(call, first, tried + 1);
                    }
                    preferred.set(index);
                    answers(address);
                    return Uni.createFrom().item(answer);
                })
                .onFailure(fault -> !(fault instanceof ProblemException))
                .recoverWithUni(fault -> {
                    LOG.debugf("%s %s%s: %s", call.method(), address, call.path(), fault.getMessage());
                    if (fault instanceof Exchange.TooLarge) {
                        LOG.warnf("%s %s%s: %s", call.method(), address, call.path(), fault.getMessage());
                        return Uni.createFrom().failure(unusable());
                    }
                    boolean again = !last || mayMeetAnotherReplica(tried, fault);
                    return again && (call.mayRepeat() || fault instanceof Exchange.NotReached)
                            ? tryFrom(call, first, tried + 1)
                            : Uni.createFrom().failure(unavailable(address, fault));
                });
    }

    private boolean mayMeetAnotherReplica(int tried, Throwable fault) {
        return addresses.size() == 1 && tried < MORE_TRIES_OF_ONE && Exchange.wasTheConnections(fault);
    }

    private Uni<PeerAnswer> send(HttpClient client, Call call, URI address) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setAbsoluteURI(address + call.path())
                .putHeader("User-Agent", "sluice");
        call.credentials().forEach(request::putHeader);
        call.headers().forEach(request::putHeader);
        if (call.body() != null) {
            request.putHeader("Content-Type", "application/json");
        }
        return UniHelper.toUni(exchange.run(client, request, call.body() == null ? null : Buffer.buffer(call.body())));
    }

    private static PeerAnswer accepted(PeerAnswer answer) {
        if (answer.status() >= 400) {
            throw new ProblemException(problem(answer.status(), answer.body()));
        }
        return answer;
    }

    /** The peer's own problem; one of ours where a proxy between answered in its place, or the peer does not know us. */
    private static Problem problem(int status, byte[] body) {
        try {
            Problem problem = MAPPER.readValue(body, Problem.class);
            boolean ours = problem.is(ProblemType.UNAUTHENTICATED) || problem.is(ProblemType.INTERNAL);
            if (problem.type() != null && !ours) {
                return problem;
            }
            LOG.warnf("a peer answered %d: %s %s", (Object) status, problem.detail(), problem.logId());
        } catch (IOException e) {
            LOG.debugf("a peer answered %d with no problem", (Object) status);
        }
        return Problem.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "A part that this needs answered with status " + status + ". Try again after the time in Retry-After.");
    }

    private static <T> @Nullable T read(PeerAnswer answer, TypeReference<T> type) {
        if (answer.body().length == 0) {
            return null;
        }
        try {
            return MAPPER.readValue(answer.body(), type);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "a peer's answer is no " + type.getType().getTypeName(), e);
        }
    }

    private static byte[] bytes(Object body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + body.getClass().getName(), e);
        }
    }

    private static ProblemException unusable() {
        return ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "A part that this needs answered with more than it may. Ask for less, such as fewer items at once.");
    }

    private ProblemException unavailable(URI address, Throwable fault) {
        if (!away.getAndSet(true)) {
            LOG.warnf("%s does not answer, at last at %s: %s", name, address, reason(fault));
        }
        return ProblemException.of(
                ProblemType.UPSTREAM_UNAVAILABLE, name + " does not answer. Try again after the time in Retry-After.");
    }

    private void answers(URI address) {
        if (away.get() && away.getAndSet(false)) {
            LOG.infof("%s answers again, at %s", name, address);
        }
    }

    private static String reason(Throwable fault) {
        return fault.getMessage() != null
                ? fault.getMessage()
                : fault.getClass().getSimpleName();
    }

    /** One call, whichever address it goes to. */
    private record Call(
            String method,
            String path,
            byte @Nullable [] body,
            Map<String, String> headers,
            Map<String, String> credentials,
            boolean mayRepeat) {}
}
