package io.sluice.node.link;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Calls to one service at one of its addresses. An address that fails is left for the next, and stays so until that one
 * fails. Each link has a client and threads of its own, so that one full link does not hold up another. All calls of a
 * node may be repeated, and a call that a broken connection swallowed is.
 */
public final class ServiceLink {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int UNAUTHENTICATED = 401;
    private static final ObjectMapper JSON = Json.mapper();
    private static final Logger LOG = Logger.getLogger(ServiceLink.class);

    private final List<URI> addresses;
    private final NodeCredentials credentials;
    private final HttpClient client;
    private final AtomicInteger current = new AtomicInteger();

    /**
     * @param name of the service, for thread names
     * @param addresses at least one
     */
    public ServiceLink(String name, List<URI> addresses, NodeCredentials credentials) {
        this.addresses = List.copyOf(addresses);
        this.credentials = credentials;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(twoThreads(name))
                .build();
    }

    /**
     * Posts JSON and reads JSON, at each address once until one answers.
     *
     * @param timeout of each try, connection and answer together
     */
    public <T> Answer<T> post(String path, Object body, Class<T> reply, Duration timeout) throws InterruptedException {
        return tryEach(path, body, timeout, answer -> JSON.readValue(answer, reply));
    }

    /** Posts JSON where the answer has no body. */
    public Answer<Boolean> tell(String path, Object body, Duration timeout) throws InterruptedException {
        return tryEach(path, body, timeout, answer -> Boolean.TRUE);
    }

    /**
     * Opens an answer that never ends, at the current address; a failure moves on to the next one for the next call.
     *
     * @param timeout until the answer begins
     */
    public Answer<LineStream> open(String path, Duration timeout) throws InterruptedException {
        int used = current.get();
        URI uri = uri(used, path);
        long begun = System.nanoTime();
        Answer<LineStream> answer;
        try {
            HttpRequest.Builder request = request(uri, timeout).GET();
            Optional<String> sent = credentials.sign(request);
            HttpResponse<BodyStream> response = send(request.build());
            answer = response.statusCode() == 200
                    ? new Answer.Accepted<>(new LineStream(response.body()))
                    : failure(uri, response.statusCode(), readAll(response.body(), begun, timeout));
            if (response.statusCode() == UNAUTHENTICATED && credentials.renew(sent)) {
                LOG.debugf("%s wants the join token: it is sent with the next call", uri);
            }
        } catch (IOException e) {
            answer = new Answer.Unavailable<>(uri + ": " + why(e, timeout));
        }
        if (answer instanceof Answer.Unavailable<LineStream>) {
            leave(used);
        }
        return answer;
    }

    /** The current address is no good any more, as its service said or as its not answering showed. */
    public void leaveAddress() {
        leave(current.get());
    }

    private <T> Answer<T> tryEach(String path, Object body, Duration timeout, Reader<T> reader)
            throws InterruptedException {
        HttpRequest.BodyPublisher json = HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body));
        Answer<T> answer = new Answer.Unavailable<>("no address");
        // Even with one address a call is made twice: the first may have met a connection that was just being closed.
        for (int tries = Math.max(2, addresses.size()); tries > 0; tries--) {
            int used = current.get();
            URI uri = uri(used, path);
            long begun = System.nanoTime();
            boolean timedOut = false;
            boolean again = false;
            try {
                HttpRequest.Builder request = request(uri, timeout)
                        .header("Content-Type", "application/json")
                        .POST(json);
                Optional<String> sent = credentials.sign(request);
                HttpResponse<BodyStream> response = send(request.build());
                byte[] whole = readAll(response.body(), begun, timeout);
                answer = response.statusCode() / 100 == 2
                        ? new Answer.Accepted<>(reader.read(whole))
                        : failure(uri, response.statusCode(), whole);
                again = response.statusCode() == UNAUTHENTICATED && credentials.renew(sent);
            } catch (IOException e) {
                timedOut = isTimeout(e);
                answer = new Answer.Unavailable<>(uri + ": " + why(e, timeout));
            }
            if (again) {
                continue;
            }
            if (!(answer instanceof Answer.Unavailable<T>)) {
                return answer;
            }
            leave(used);
            if (timedOut && addresses.size() == 1) {
                return answer;
            }
        }
        return answer;
    }

    /**
     * Waits for the answer's beginning. In the caller's thread and the client's own: an asynchronous call would end in
     * the JVM's common pool, which a task of this process may have filled.
     */
    private HttpResponse<BodyStream> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, start -> new BodyStream());
    }

    private static byte[] readAll(BodyStream body, long begunNanos, Duration timeout)
            throws IOException, InterruptedException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (body) {
            while (true) {
                Duration left = timeout.minusNanos(System.nanoTime() - begunNanos);
                for (ByteBuffer buffer : body.next(left.isNegative() ? Duration.ZERO : left)) {
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(bytes);
                    whole.write(bytes);
                }
            }
        } catch (EOFException end) {
            return whole.toByteArray();
        }
    }

    private static boolean isTimeout(IOException e) {
        return e instanceof HttpTimeoutException || e instanceof BodyStream.IdleTimeoutException;
    }

    private <T> Answer<T> failure(URI uri, int status, byte[] body) {
        String slug = "http-" + status;
        String detail = uri + " answered " + status;
        try {
            Problem problem = JSON.readValue(body, Problem.class);
            if (problem != null && problem.type() != null) {
                slug = problem.type();
                detail = problem.detail();
            }
        } catch (IOException notAProblem) {
            // A proxy's page, or nothing: the status is all there is to say.
        }
        boolean mayPass = status >= 500 || status == 408 || status == 429;
        return mayPass
                ? new Answer.Unavailable<>(uri + ": " + status + " " + slug)
                : new Answer.Refused<>(status, slug, detail);
    }

    private HttpRequest.Builder request(URI uri, Duration timeout) {
        return HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/json, application/x-ndjson, application/problem+json");
    }

    private URI uri(int index, String path) {
        String base = addresses.get(Math.floorMod(index, addresses.size())).toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private void leave(int used) {
        current.compareAndSet(used, used + 1);
    }

    private static String why(IOException cause, Duration timeout) {
        if (isTimeout(cause)) {
            return "no answer within " + timeout.toMillis() + " ms";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private static ExecutorService twoThreads(String name) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "sluice-" + name + "-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private interface Reader<T> {
        T read(byte[] body) throws IOException;
    }
}
