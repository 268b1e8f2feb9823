package io.sluice.dispatch;

import static io.sluice.dispatch.DispatchClient.node;
import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.DispatchClient.stranger;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.RenewalReply;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.stream.StreamFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node that a test plays by hand, over real HTTP. It has the label {@code node} with its own name. */
public final class TestNode {
    private static final ObjectMapper JSON = Json.mapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final UUID incarnation = UUID.randomUUID();
    private final NodeName name = new NodeName("n-" + UUID.randomUUID());
    private Epoch epoch = new Epoch(1);
    private long revision;
    private Instant renewedAt;
    private String secret;
    private NodeClaim claim;

    /** A node that dispatch has not yet heard of. */
    public TestNode(URI base) {
        this.base = base;
    }

    public NodeName name() {
        return name;
    }

    public Epoch epoch() {
        return epoch;
    }

    /** The registry says that it may take so much. */
    public TestNode admit(int taskCap) {
        return admit(taskCap, Drain.OFF);
    }

    public TestNode admit(int taskCap, Drain drain) {
        service()
                .body(new NodeAdmission(
                        name,
                        epoch,
                        NodeKind.AGENT,
                        ++revision,
                        drain,
                        taskCap,
                        Map.of("node", name.value()),
                        null,
                        claim))
                .put("/internal/v1/nodes/{name}/admission", name.value())
                .then()
                .statusCode(200);
        return this;
    }

    /** The registry has given its name the next epoch, and dispatch knows. */
    public TestNode registerAgain(int taskCap) {
        epoch = new Epoch(epoch.value() + 1);
        renewedAt = null;
        return admit(taskCap);
    }

    public Response retire() {
        return service()
                .body(Map.of("revision", ++revision, "by", "alice"))
                .post("/internal/v1/nodes/{name}/retire", name.value());
    }

    /** Its process has this secret, and the registry tells so. */
    public TestNode withSecret(String value) {
        secret = value;
        claim = NodeClaim.of(new Epoch(1), NodeSecrets.hash(value));
        return this;
    }

    /** It says what it says with another secret from now on. */
    public TestNode saying(String value) {
        secret = value;
        return this;
    }

    /** As the node, without the join token once it has a secret. */
    private RequestSpecification request() {
        return secret == null ? node() : stranger().header(NodeSecrets.HEADER, secret);
    }

    /** Attaches; the answer must be a stream. */
    public Stream attach() {
        HttpResponse<InputStream> response = tryToAttach();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        return new Stream(response.body());
    }

    public HttpResponse<InputStream> tryToAttach() {
        return open("/node/v1/dispatch/nodes/" + name + "/stream?epoch=" + epoch);
    }

    public ReportReply report(Report... reports) {
        return tryToReport(reports).then().statusCode(200).extract().as(ReportReply.class);
    }

    public Response tryToReport(Report... reports) {
        return request()
                .body(new ReportBatch(epoch, incarnation, List.of(reports)))
                .post("/node/v1/dispatch/nodes/{name}/reports", name.value());
    }

    public RenewalReply renew(AttemptRef... held) {
        RenewalReply reply = tryToRenew(held).then().statusCode(200).extract().as(RenewalReply.class);
        renewedAt = reply.renewedAt();
        return reply;
    }

    public Response tryToRenew(AttemptRef... held) {
        return request()
                .body(new Renewal(epoch, incarnation, renewedAt, List.of(held), null))
                .post("/node/v1/dispatch/nodes/{name}/renewals", name.value());
    }

    /** It leaves, and has begun these alone. */
    public void detach(AttemptRef... begun) {
        tryToDetach(begun).then().statusCode(204);
    }

    public Response tryToDetach(AttemptRef... begun) {
        return request()
                .body(new Detach(epoch, incarnation, List.of(begun)))
                .post("/node/v1/dispatch/nodes/{name}/detach", name.value());
    }

    private HttpResponse<InputStream> open(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(base.resolve(path))
                            .header(
                                    secret == null ? "Authorization" : NodeSecrets.HEADER,
                                    secret == null ? "Bearer " + TestSettings.JOIN_TOKEN : secret)
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What dispatch says, read by a thread of its own until one of the two ends it. */
    public static final class Stream {
        private static final Object END = new Object();

        private final InputStream body;
        private final BlockingQueue<Object> frames = new LinkedBlockingQueue<>();

        private Stream(InputStream body) {
            this.body = body;
            Thread reader = new Thread(this::read, "test-node");
            reader.setDaemon(true);
            reader.start();
        }

        /** The next frame of this kind; what comes before it is passed over. Keep-alives do not prolong the wait. */
        public <T extends StreamFrame> T next(Class<T> kind) {
            long begun = System.nanoTime();
            while (true) {
                Object frame = next(begun);
                if (frame == END) {
                    throw new AssertionError("the stream ended without a " + kind.getSimpleName());
                }
                if (kind.isInstance(frame)) {
                    return kind.cast(frame);
                }
            }
        }

        /** Waits for the end. Whatever still comes is passed over. */
        public void awaitEnd() {
            long begun = System.nanoTime();
            Object frame = next(begun);
            while (frame != END) {
                frame = next(begun);
            }
        }

        /** Breaks the connection off. */
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Object next(long begun) {
            try {
                Object frame = frames.poll(TIMEOUT.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
                if (frame == null) {
                    throw new AssertionError("it did not come");
                }
                return frame;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    frames.add(JSON.readValue(line, StreamFrame.class));
                }
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            } catch (IOException closed) {
                // Its end is what is told.
            } finally {
                frames.add(END);
            }
        }
    }
}
