package io.sluice.gateway.relay;

import static io.restassured.RestAssured.given;
import static io.sluice.gateway.Client.client;
import static io.sluice.gateway.Client.node;
import static io.sluice.gateway.FakeServices.dispatch;
import static io.sluice.gateway.FakeServices.registry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.FakeService;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@GatewayComponent
class RelayComponentTest {
    private static final String HEARTBEAT = "/node/v1/registry/nodes/agent-1/heartbeat";
    private static final String STREAM = "/node/v1/dispatch/nodes/agent-1/stream";

    @BeforeEach
    void forget() {
        FakeServices.forget();
    }

    @Test
    void aCallGoesThroughUnchanged() {
        registry().answers("POST", HEARTBEAT, (call, exchange) -> {
            exchange.getResponseHeaders().set("X-Told", "yes");
            FakeService.send(exchange, 202, Map.of("taken", true));
        });

        node().urlEncodingEnabled(false)
                .contentType("application/json")
                .body("{\"epoch\":3}")
                .post(HEARTBEAT + "?a=b%20c")
                .then()
                .statusCode(202)
                .header("X-Told", "yes")
                .body("taken", equalTo(true));

        assertThat(registry().calls("POST", HEARTBEAT)).singleElement().satisfies(call -> {
            assertThat(call.body()).isEqualTo("{\"epoch\":3}");
            assertThat(call.uri().getRawQuery()).isEqualTo("a=b%20c");
            assertThat(call.headers())
                    .containsEntry("authorization", "Bearer " + FakeServices.JOIN_TOKEN)
                    .containsEntry("content-type", "application/json")
                    .containsEntry("host", registry().url().getAuthority());
        });
    }

    /** The gateway knows no secrets: whose it is the service says. */
    @Test
    void aNodesSecretGoesThroughWithoutTheJoinTokenAndIsJudgedBehind() {
        String secret = "s".repeat(43);
        registry().answers("POST", HEARTBEAT, 200, Map.of());

        given().header(NodeSecrets.HEADER, secret)
                .body("{}")
                .post(HEARTBEAT)
                .then()
                .statusCode(200);
        registry().refuses("POST", HEARTBEAT, Problem.of(ProblemType.FORBIDDEN, "another's"));
        given().header(NodeSecrets.HEADER, secret)
                .body("{}")
                .post(HEARTBEAT)
                .then()
                .statusCode(403)
                .body("type", equalTo("forbidden"));

        assertThat(registry().calls("POST", HEARTBEAT))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.headers())
                        .containsEntry(NodeSecrets.HEADER.toLowerCase(Locale.ROOT), secret)
                        .doesNotContainKey("authorization"));
    }

    @Test
    void whatShowsNeitherTokenNorSecretGoesNowhere() {
        registry().answers("POST", HEARTBEAT, 200, Map.of());

        given().body("{}").post(HEARTBEAT).then().statusCode(401).body("type", equalTo("unauthenticated"));
        given().header(NodeSecrets.HEADER, "guess")
                .body("{}")
                .post(HEARTBEAT)
                .then()
                .statusCode(401);

        assertThat(registry().calls("POST", HEARTBEAT)).isEmpty();
    }

    /** A connection may still be on its way back when the next call comes, which then opens one more: few, not one. */
    @Test
    void connectionsAreKeptFromCallToCall() {
        registry().answers("POST", HEARTBEAT, 200, Map.of());

        for (int i = 0; i < 20; i++) {
            node().body("{}").post(HEARTBEAT).then().statusCode(200);
        }

        assertThat(registry().calls("POST", HEARTBEAT)).hasSize(20);
        assertThat(registry().calls("POST", HEARTBEAT).stream()
                        .map(FakeService.Call::port)
                        .distinct())
                .hasSizeLessThan(10);
    }

    @Test
    void aReplicaThatIsAwayIsPassedBy() {
        String renewals = "/node/v1/dispatch/nodes/agent-1/renewals";
        dispatch().answers("POST", renewals, 200, Map.of());

        for (int i = 0; i < 4; i++) {
            node().body("{}").post(renewals).then().statusCode(200);
        }
    }

    @Test
    void aRefusalComesThroughAsItIs() {
        registry().refuses("POST", HEARTBEAT, Problem.of(ProblemType.STALE_EPOCH, "epoch 4 runs"));

        node().body("{}")
                .post(HEARTBEAT)
                .then()
                .statusCode(409)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("stale-epoch"));
    }

    @Test
    void aLargeBodyGoesThroughInBothDirections() {
        String large = "x".repeat(3 << 20);
        dispatch()
                .answers(
                        "POST",
                        "/node/v1/dispatch/nodes/agent-1/reports",
                        (call, exchange) -> FakeService.send(
                                exchange, 200, Map.of("length", call.body().length(), "echo", call.body())));

        node().body(large)
                .post("/node/v1/dispatch/nodes/agent-1/reports")
                .then()
                .statusCode(200)
                .body("length", equalTo(large.length()))
                .body("echo", equalTo(large));
    }

    @Test
    void anEmptyAnswerGoesThrough() {
        registry().answers("POST", "/node/v1/registry/nodes/agent-1/goodbye", 204, null);

        node().body("{}").post("/node/v1/registry/nodes/agent-1/goodbye").then().statusCode(204);
    }

    @Test
    void aServiceThatIsAwayIsSaidToBe() {
        registry().goesAway();

        node().body("{}")
                .post(HEARTBEAT)
                .then()
                .statusCode(503)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void onlyNodesMayPass() {
        client().body("{}").post(HEARTBEAT).then().statusCode(401);
        RestAssured.given().body("{}").post(HEARTBEAT).then().statusCode(401);
        assertThat(registry().calls("POST", HEARTBEAT)).isEmpty();
    }

    @Test
    void whatIsNobodysIsNotFound() {
        node().get("/node/v1/elsewhere").then().statusCode(404).contentType(Problem.MEDIA_TYPE);
    }

    @Test
    void aStreamComesLineByLineAndEndsWithTheNode() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        CountDownLatch broken = new CountDownLatch(1);
        dispatch().answers("GET", STREAM, (call, exchange) -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    String line = lines.poll(20, TimeUnit.MILLISECONDS);
                    exchange.getResponseBody()
                            .write((line == null ? "\n" : line + "\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                broken.countDown();
            }
        });

        HttpResponse<java.io.InputStream> stream = open(STREAM + "?epoch=3");
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        BufferedReader reader = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        lines.add("{\"frame\":\"keep-alive\"}");
        assertThat(nextLine(reader)).isEqualTo("{\"frame\":\"keep-alive\"}");
        lines.add("{\"frame\":\"assign\"}");
        assertThat(nextLine(reader)).isEqualTo("{\"frame\":\"assign\"}");

        stream.body().close();

        assertThat(broken.await(20, TimeUnit.SECONDS))
                .as("dispatch sees that the node is gone")
                .isTrue();
    }

    @Test
    void aStreamThatDispatchEndsHasAnEnd() throws Exception {
        dispatch().answers("GET", STREAM, (call, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"frame\":\"go-away\"}\n".getBytes(StandardCharsets.UTF_8));
        });

        HttpResponse<java.io.InputStream> stream = open(STREAM);

        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"frame\":\"go-away\"}\n");
    }

    @Test
    void anAnswerThatBreaksIsNotTakenForAWholeOne() throws Exception {
        dispatch().answers("GET", STREAM, (call, exchange) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write("ten bytes.".getBytes(StandardCharsets.UTF_8));
        });

        HttpResponse<java.io.InputStream> stream = open(STREAM);

        assertThatIOException().isThrownBy(() -> stream.body().readAllBytes());
    }

    private static String nextLine(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        while (line != null && line.isEmpty()) {
            line = reader.readLine();
        }
        return line;
    }

    private static HttpResponse<java.io.InputStream> open(String path) throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                                .header("Authorization", "Bearer " + FakeServices.JOIN_TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
    }
}
