package io.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Actor;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The public API as a command uses it. Calls that may be carried out twice are tried again a few times, with the next of
 * the gateways where there are several. Every refusal ends the command with the problem's own words.
 */
final class Gateway {
    /** Who asks, for the audit. The token decides what may be done; this is a claim that it does not check. */
    private static final Optional<String> USER =
            Optional.ofNullable(System.getProperty("user.name")).filter(name -> name.matches("[!-~]{1,100}"));

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int UNAVAILABLE = 503;
    private static final Set<Integer> PROXY_FAILURES = Set.of(502, 504);

    private final List<URI> servers;
    private final Optional<String> token;
    private final Environment environment;
    private final ObjectMapper mapper = Json.mapper();
    private final HttpClient client;

    /** Which of the servers is asked next. */
    private int turn;

    /**
     * @param servers at least one
     */
    Gateway(List<URI> servers, Optional<String> token, Environment environment) {
        this.servers = List.copyOf(servers);
        this.token = token;
        this.environment = environment;
        this.client = client(servers);
    }

    /**
     * A client reads all certificates that the JVM trusts when it is made, about a tenth of what a command costs. Where no
     * address is HTTPS there is nothing to check with them, and it trusts nobody.
     */
    private static HttpClient client(List<URI> servers) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (servers.stream().allMatch(server -> "http".equalsIgnoreCase(server.getScheme()))) {
            builder.sslContext(trustingNobody());
        }
        return builder.build();
    }

    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has TLS", e);
        }
    }

    /** An answer of any status. */
    record Answer(int status, String body) {
        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /** Makes the call and reads its answer; anything but a success ends the command. */
    JsonNode json(Call call) {
        String body = text(call);
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw CommandFailure.error(Refusals.foreign(server().toString(), 200, body));
        }
    }

    /** Makes the call; anything but a success ends the command. */
    String text(Call call) {
        Answer answer = answer(call);
        if (!answer.isSuccess()) {
            throw refused(answer);
        }
        return answer.body();
    }

    /** Makes the call; only the want of any answer ends the command. */
    Answer answer(Call call) {
        HttpResponse<String> response = send(call, BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.body());
    }

    /**
     * Opens a body that comes bit by bit. Tried once, since its reader knows better how to go on.
     *
     * @throws IOException when no gateway answers, or it says that a part it needs does not
     */
    InputStream open(Call call) throws IOException {
        HttpRequest request = request(call, server(), null);
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            String body;
            try (InputStream stream = response.body()) {
                body = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (isTransient(response.statusCode())) {
                throw new IOException("answered " + response.statusCode());
            }
            throw refused(new Answer(response.statusCode(), body));
        } catch (IOException e) {
            turn++;
            throw e;
        } catch (InterruptedException e) {
            throw Environment.interrupted();
        }
    }

    /** A JSON tree as a value of the contract. */
    <T> T read(JsonNode tree, Class<T> type) {
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw CommandFailure.error("The gateway's answer is not understood (" + type.getSimpleName()
                    + "); is this command line older than the cluster?");
        }
    }

    /** A JSON text as a value of the contract. */
    <T> T read(String text, Class<T> type) {
        try {
            return read(mapper.readTree(text), type);
        } catch (JsonProcessingException e) {
            throw CommandFailure.error("The gateway's answer is not JSON: " + Table.plain(text));
        }
    }

    /** What a refusal says. Values that the gateway finds wrong are as wrong as those that are found here. */
    CommandFailure refused(Answer answer) {
        Optional<Problem> problem = Refusals.problem(mapper, answer.body());
        if (problem.isEmpty()) {
            return CommandFailure.error(Refusals.foreign(server().toString(), answer.status(), answer.body()));
        }
        String text = Refusals.text(problem.get());
        return problem.get().is(ProblemType.INVALID_REQUEST) ? CommandFailure.usage(text) : CommandFailure.error(text);
    }

    private <T> HttpResponse<T> send(Call call, BodyHandler<T> handler) {
        for (int failures = 1; ; failures++) {
            URI server = server();
            RetryPolicy.Failure failure;
            Duration retryAfter = null;
            HttpResponse<T> response = null;
            IOException cause = null;
            try {
                response = client.send(request(call, server, ANSWER_TIMEOUT), handler);
                if (!isTransient(response.statusCode())) {
                    return response;
                }
                failure = RetryPolicy.Failure.UNAVAILABLE;
                retryAfter = retryAfter(response);
            } catch (ConnectException | HttpConnectTimeoutException e) {
                failure = RetryPolicy.Failure.NOT_SENT;
                cause = e;
            } catch (IOException e) {
                failure = RetryPolicy.Failure.CUT_OFF;
                cause = e;
            } catch (InterruptedException e) {
                throw Environment.interrupted();
            }
            turn++;
            Optional<Duration> delay = RetryPolicy.delay(failures, failure, call.repeatable(), retryAfter);
            if (delay.isEmpty()) {
                if (response != null) {
                    return response;
                }
                throw unreachable(server, failure, call, cause);
            }
            environment.waitFor(delay.get());
        }
    }

    private HttpRequest request(Call call, URI server, @Nullable Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + call.path()));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        USER.ifPresent(name -> request.header(Actor.HEADER, name));
        call.headers().forEach(request::header);
        if (timeout != null) {
            request.timeout(timeout);
        }
        if (call.body() == null) {
            return request.method(call.method(), BodyPublishers.noBody()).build();
        }
        return request.header("Content-Type", "application/json")
                .method(call.method(), BodyPublishers.ofString(Json.text(call.body())))
                .build();
    }

    private URI server() {
        return servers.get(Math.floorMod(turn, servers.size()));
    }

    private CommandFailure unreachable(
            URI server, RetryPolicy.Failure failure, Call call, @Nullable IOException cause) {
        String why = cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
        if (failure == RetryPolicy.Failure.NOT_SENT) {
            return CommandFailure.error("No gateway answers at " + server + why
                    + ". 'sluice up' starts a local suite; --server names another gateway.");
        }
        String doubt = call.repeatable() ? "" : " It may have been carried out; look before you repeat it.";
        return CommandFailure.error("The gateway at " + server + " went away before it answered" + why + "." + doubt);
    }

    private static boolean isTransient(int status) {
        return status == UNAVAILABLE || PROXY_FAILURES.contains(status);
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }
}
