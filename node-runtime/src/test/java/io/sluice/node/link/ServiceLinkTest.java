package io.sluice.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServiceLinkTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    Path directory;

    @AfterEach
    void end() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }

    @Test
    void whatIsPostedIsAnswered() throws Exception {
        ServiceLink link = link(server(exchange -> answer(exchange, 200, "{\"said\":\"yes\",\"later\":1}")));

        assertThat(link.post("/x", Map.of("a", 1), Reply.class, TIMEOUT))
                .isEqualTo(new Answer.Accepted<>(new Reply("yes")));
    }

    @Test
    void aRefusalIsNotRepeatedAndIsKnownByItsName() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ServiceLink link = link(server(exchange -> {
            asked.incrementAndGet();
            answer(exchange, 409, "{\"type\":\"stale-epoch\",\"title\":\"t\",\"status\":409,\"detail\":\"newer\"}");
        }));

        Answer<Reply> answer = link.post("/x", Map.of(), Reply.class, TIMEOUT);

        assertThat(answer).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.is(ProblemType.STALE_EPOCH)).isTrue();
            assertThat(refused.detail()).isEqualTo("newer");
        });
        assertThat(asked).hasValue(1);
    }

    @Test
    void aProxysStatusIsNotMistakenForTheServicesWord() throws Exception {
        ServiceLink link = link(server(exchange -> answer(exchange, 410, "<html>gone fishing</html>")));

        assertThat(link.post("/x", Map.of(), Reply.class, TIMEOUT))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.is(ProblemType.NODE_RETIRED)).isFalse());
    }

    @Test
    void theNextAddressIsAskedAndKept() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        URI failing = server(exchange -> {
            first.incrementAndGet();
            answer(exchange, 503, "");
        });
        URI good = server(exchange -> {
            second.incrementAndGet();
            answer(exchange, 200, "{\"said\":\"yes\"}");
        });
        ServiceLink link = link(failing, good);

        for (int i = 0; i < 3; i++) {
            assertThat(link.post("/x", Map.of(), Reply.class, TIMEOUT)).isInstanceOf(Answer.Accepted.class);
        }

        assertThat(first).hasValue(1);
        assertThat(second).hasValue(3);
    }

    @Test
    void aConnectionThatTheServiceHasClosedCostsNothing() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                while (!socket.isClosed()) {
                    try (var connection = socket.accept()) {
                        byte[] request = new byte[4_096];
                        int read = connection.getInputStream().read(request);
                        if (read > 0 && asked.incrementAndGet() > 1) {
                            connection
                                    .getOutputStream()
                                    .write("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"said\":\"yes\"}"
                                            .getBytes(StandardCharsets.US_ASCII));
                        }
                    } catch (IOException closed) {
                        return;
                    }
                }
            });

            Answer<Reply> answer = link(URI.create("http://localhost:" + socket.getLocalPort()))
                    .post("/x", Map.of(), Reply.class, TIMEOUT);

            assertThat(answer).isInstanceOf(Answer.Accepted.class);
        }
    }

    @Test
    void anAnswerThatBeginsAndDoesNotEndIsBounded() throws Exception {
        ServiceLink link = link(server(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitTheEnd();
        }));

        assertThat(link.post("/x", Map.of(), Reply.class, Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        Answer.Unavailable.class,
                        answer -> assertThat(answer.why()).contains("within 300 ms"));
    }

    @Test
    void aTokenThatWasChangedInItsFileIsReadWhenTheOldOneIsRefused() throws Exception {
        Path file = directory.resolve("token");
        Files.writeString(file, "old\n");
        JoinToken token = JoinToken.in(file);
        ServiceLink link = link(token, server(exchange -> {
            boolean known = "Bearer new".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, known ? 200 : 401, "{\"said\":\"yes\"}");
        }));
        Files.writeString(file, "new\n");

        assertThat(link.post("/x", Map.of(), Reply.class, TIMEOUT)).isInstanceOf(Answer.Accepted.class);
        assertThat(token.toString()).doesNotContain("new");
    }

    @Test
    void aTokenThatIsRefusedAndNoOtherIsSentOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Path file = Files.writeString(directory.resolve("token"), "old\n");
        ServiceLink link = link(JoinToken.in(file), server(exchange -> {
            asked.incrementAndGet();
            answer(exchange, 401, "{}");
        }));

        assertThat(link.post("/x", Map.of(), Reply.class, TIMEOUT)).isInstanceOf(Answer.Refused.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void theSecretGoesWithEveryCallAndTheTokenOnlyUntilTheNodeIsKnown() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        List<String> secrets = new CopyOnWriteArrayList<>();
        try (NodeSecret secret = NodeSecret.open(directory.resolve("own"), new NodeName("n-1"))) {
            NodeCredentials credentials = new NodeCredentials(secret, token("join-me"));
            ServiceLink link = new ServiceLink(
                    "test",
                    List.of(server(exchange -> {
                        tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                        secrets.add(exchange.getRequestHeaders().getFirst(NodeSecrets.HEADER));
                        answer(exchange, 200, "{\"said\":\"yes\"}");
                    })),
                    credentials);

            link.post("/x", Map.of(), Reply.class, TIMEOUT);
            credentials.joined();
            link.post("/x", Map.of(), Reply.class, TIMEOUT);
            link.open("/x", TIMEOUT);

            assertThat(tokens).containsExactly("Bearer join-me", "null", "null");
            assertThat(secrets).containsExactly(secret.value(), secret.value(), secret.value());
        }
    }

    @Test
    void linesComeAsTheyAreSentHoweverTheyAreCut() throws Exception {
        ServiceLink link = link(server(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (byte one : "first\r\n\nzwölf\nlast\n".getBytes(StandardCharsets.UTF_8)) {
                exchange.getResponseBody().write(one);
                exchange.getResponseBody().flush();
            }
            exchange.close();
        }));

        try (LineStream lines = open(link)) {
            assertThat(lines.next(TIMEOUT)).isEqualTo("first");
            assertThat(lines.next(TIMEOUT)).isEqualTo("zwölf");
            assertThat(lines.next(TIMEOUT)).isEqualTo("last");
            assertThatThrownBy(() -> lines.next(TIMEOUT)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStreamThatFallsSilentIsNotWaitedForForEver() throws Exception {
        ServiceLink link = link(server(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("first\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitTheEnd();
        }));

        try (LineStream lines = open(link)) {
            assertThat(lines.next(TIMEOUT)).isEqualTo("first");
            assertThatThrownBy(() -> lines.next(Duration.ofMillis(200))).hasMessageContaining("200 ms");
            lines.close();
            assertThatThrownBy(() -> lines.next(TIMEOUT)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aStreamThatIsRefusedSaysWhy() throws Exception {
        ServiceLink link = link(server(exchange -> answer(
                exchange, 409, "{\"type\":\"stale-epoch\",\"title\":\"t\",\"status\":409,\"detail\":\"newer\"}")));

        assertThat(link.open("/x", TIMEOUT))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.is(ProblemType.STALE_EPOCH)).isTrue());
    }

    record Reply(String said) {}

    private LineStream open(ServiceLink link) throws InterruptedException {
        Answer<LineStream> answer = link.open("/x", TIMEOUT);
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return ((Answer.Accepted<LineStream>) answer).body();
    }

    private ServiceLink link(URI... addresses) {
        return link(token("join-me"), addresses);
    }

    private ServiceLink link(JoinToken token, URI... addresses) {
        try (NodeSecret secret = NodeSecret.open(directory.resolve("own"), new NodeName("n-1"))) {
            return new ServiceLink("test", List.of(addresses), new NodeCredentials(secret, token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JoinToken token(String value) {
        try {
            return JoinToken.from(new ByteArrayInputStream(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            handler.handle(exchange);
        });
        server.setExecutor(threads);
        server.start();
        servers.add(server);
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
