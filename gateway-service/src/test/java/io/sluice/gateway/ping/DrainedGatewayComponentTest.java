package io.sluice.gateway.ping;

import static io.restassured.RestAssured.given;
import static io.sluice.gateway.Client.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What load balancers, clients and streams meet while an operator has this gateway drained. */
@QuarkusTest
@TestProfile(DrainableNode.class)
@GatewayComponent
class DrainedGatewayComponentTest {
    @BeforeEach
    void inService() {
        FakeServices.forget();
        DrainableNode.resume();
        DrainableNode.answer();
        awaitPing(200);
    }

    @AfterEach
    void resume() {
        DrainableNode.resume();
    }

    @Test
    void pingAndReadinessSayWhetherItIsInService() {
        for (String path : List.of("/ping", "/api/v1/ping", "/api/octopusservernodes/ping")) {
            given().get(path)
                    .then()
                    .statusCode(200)
                    .header("Cache-Control", "no-store")
                    .body("name", equalTo("gateway-test"))
                    .body("kind", equalTo("GATEWAY"))
                    .body("status", equalTo("RUNNING"))
                    .body("taskCap", equalTo(0));
        }
        given().get("/q/health/ready").then().statusCode(200);

        DrainableNode.drain();
        awaitPing(503);

        given().get("/ping").then().body("status", equalTo("DRAINING")).body("draining", equalTo(true));
        given().get("/api/v1/ping").then().statusCode(503);
        given().get("/api/octopusservernodes/ping").then().statusCode(418);
        given().get("/q/health/ready").then().statusCode(503);
        given().get("/q/health/live").then().statusCode(200);

        DrainableNode.resume();
        awaitPing(200);
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void connectionsEndWithTheirResponseAndWhatComesIsStillServed() throws IOException {
        try (Socket kept = new Socket("localhost", RestAssured.port)) {
            assertThat(ask(kept))
                    .contains("HTTP/1.1 200 OK")
                    .noneMatch(line -> line.equalsIgnoreCase("connection: close"));
            DrainableNode.drain();
            awaitPing(503);

            assertThat(ask(kept))
                    .contains("HTTP/1.1 200 OK")
                    .anyMatch(line -> line.equalsIgnoreCase("connection: close"));
            assertThat(kept.getInputStream().read()).as("the connection ends").isEqualTo(-1);
        }
        FakeServices.registry().answers("GET", "/internal/v1/nodes", 200, List.of());
        FakeServices.dispatch().answers("GET", "/internal/v1/nodes/load", 200, List.of());
        client().get("/api/v1/nodes").then().statusCode(200).header("Connection", equalTo("close"));

        DrainableNode.resume();
        awaitPing(200);
        client().get("/api/v1/nodes").then().statusCode(200).header("Connection", nullValue());
    }

    @Test
    void whatIsUnderWayIsFinished() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        FakeServices.dispatch().answers("GET", "/internal/v1/nodes/load", 200, List.of());
        FakeServices.registry().answers("GET", "/internal/v1/nodes", (call, exchange) -> {
            asked.countDown();
            await(answer);
            io.sluice.gateway.FakeService.send(exchange, 200, List.of());
        });
        CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(
                () -> client().get("/api/v1/nodes").statusCode());
        await(asked);

        DrainableNode.drain();
        awaitPing(503);
        answer.countDown();

        assertThat(slow.get()).isEqualTo(200);
    }

    @Test
    void eventStreamsAreEndedWithAHintAndNewOnesStillOpen() throws Exception {
        BufferedReader stream = stream();
        assertThat(stream.readLine()).isEqualTo("retry: 2000");

        DrainableNode.drain();

        List<String> rest = stream.lines().toList();
        assertThat(rest).contains("event: reconnect");
        awaitPing(503);
        try (BufferedReader again = stream()) {
            assertThat(again.readLine()).isEqualTo("retry: 2000");
        }
    }

    @Test
    void aConnectionThatNobodyWasToldOfItsEndTakesOneMoreRequest() throws IOException {
        try (Socket kept = new Socket("localhost", RestAssured.port)) {
            kept.getOutputStream()
                    .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + FakeServices.CLIENT_TOKEN + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = kept.getInputStream();
            assertThat(line(in)).isEqualTo("HTTP/1.1 200 OK");
            DrainableNode.drain();
            for (String line = line(in); !line.equals("0"); line = line(in)) {
                assertThat(line).as("the stream's chunks").doesNotContainIgnoringCase("connection: close");
            }
            assertThat(line(in)).as("behind the last chunk").isEmpty();

            assertThat(ask(kept))
                    .contains("HTTP/1.1 200 OK")
                    .anyMatch(line -> line.equalsIgnoreCase("connection: close"));
            assertThat(in.read()).as("now it ends").isEqualTo(-1);
        }
    }

    private static BufferedReader stream() throws IOException, InterruptedException {
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/api/v1/events"))
                                .header("Authorization", "Bearer " + FakeServices.CLIENT_TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The head of the answer, on a connection that the client would like to keep. */
    private static List<String> ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        List<String> head = new ArrayList<>();
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.add(line);
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        in.readNBytes(length);
        return head;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitPing(int status) {
        Awaitility.await("the gateway has heard of it")
                .until(() -> given().get("/ping").statusCode() == status);
    }
}
