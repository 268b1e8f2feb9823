package io.sluice.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateways of a cluster, asked in turn: each request once, of the next of them. Thread-safe. */
public final class Gateways {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int TOO_MANY = 429;

    private final ObjectMapper mapper = Json.mapper();
    private final List<URI> bases;
    private final String token;
    private final Duration timeout;
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param bases at least one
     * @param token to be sent as a bearer's; empty for none
     * @param timeout of one request
     */
    public Gateways(List<URI> bases, String token, Duration timeout) {
        if (bases.isEmpty()) {
            throw new IllegalArgumentException("at least one gateway");
        }
        this.bases = List.copyOf(bases);
        this.token = token;
        this.timeout = timeout;
    }

    /**
     * An answer of any status.
     *
     * @param retryAfter as asked for by the gateway
     */
    public record Answer(int status, String body, Optional<Duration> retryAfter) {
        /** Whether the same request may fare better later, or at another gateway. */
        public boolean isPassing() {
            return status >= 500 || status == TOO_MANY;
        }
    }

    /**
     * Asks the next gateway, once.
     *
     * @param body empty for none; JSON unless the headers say otherwise
     * @throws IOException when no whole answer came in time: whether the request was carried out is not known
     */
    public Answer ask(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        URI base = bases.get(Math.floorMod(turn.getAndIncrement(), bases.size()));
        HttpRequest.Builder request = HttpRequest.newBuilder(at(base, path)).timeout(timeout);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        request.method(
                method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.body(), retryAfter(response));
    }

    /** Reads JSON as a value of the contract. */
    public <T> T read(String json, Class<T> type) throws JsonProcessingException {
        return mapper.readValue(json, type);
    }

    private static URI at(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }
}
