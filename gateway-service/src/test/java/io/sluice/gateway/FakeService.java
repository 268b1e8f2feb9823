package io.sluice.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for a service where a test needs what a real one can't be made to do on demand. It answers what it was told to,
 * by method and path, 404 to all else, and remembers what it was asked.
 */
public final class FakeService implements AutoCloseable {
    private static final ObjectMapper JSON = Json.mapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    private FakeService(HttpServer server) {
        this.server = server;
    }

    /**
     * What it was asked.
     *
     * @param headers by their names in lower case
     * @param port the caller's, by which its connections are told apart
     */
    public record Call(String method, URI uri, Map<String, String> headers, String body, int port) {}

    /** How it answers. */
    public interface Answer {
        void to(Call call, HttpExchange exchange) throws IOException;
    }

    /** One on a free port. */
    public static FakeService start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeService service = new FakeService(server);
            server.setExecutor(service.threads);
            server.createContext("/", service::handle);
            server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** From now on it answers this, whatever the query. */
    public void answers(String method, String path, int status, Object body) {
        answers(method, path, (call, exchange) -> send(exchange, status, body));
    }

    /** From now on it refuses so. */
    public void refuses(String method, String path, Problem problem) {
        answers(method, path, problem.status(), problem);
    }

    /** From now on it does this. */
    public void answers(String method, String path, Answer answer) {
        answers.put(method + " " + path, answer);
    }

    /** From now on it breaks every connection off. */
    public void goesAway() {
        away = true;
    }

    /** Back, with nothing to answer and nothing remembered. */
    public void forgets() {
        away = false;
        answers.clear();
        calls.clear();
    }

    /** What it was asked of this kind, oldest first. */
    public List<Call> calls(String method, String path) {
        return calls.stream()
                .filter(call ->
                        call.method().equals(method) && call.uri().getPath().equals(path))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** An answer with a JSON body; none when it is null. */
    public static void send(HttpExchange exchange, int status, Object body) throws IOException {
        if (body == null) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        byte[] bytes = json(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", status < 400 ? "application/json" : Problem.MEDIA_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (away) {
                return;
            }
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
            Call call = new Call(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRemoteAddress().getPort());
            calls.add(call);
            Optional.ofNullable(answers.get(call.method() + " " + call.uri().getPath()))
                    .orElse((asked, open) ->
                            send(open, 404, Problem.of(ProblemType.NOT_FOUND, "the test told of no such thing")))
                    .to(call, exchange);
        }
    }
}
