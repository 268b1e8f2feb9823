package io.sluice.gateway.ping;

import static io.restassured.RestAssured.given;
import static io.sluice.gateway.Client.client;
import static io.sluice.gateway.Client.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import io.sluice.node.membership.NodeSelf;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** From the signal on until the port is closed. A node that has begun to leave never comes back: hence one test alone. */
@QuarkusTest
@TestProfile(StoppingGatewayComponentTest.OfItsOwn.class)
@GatewayComponent
class StoppingGatewayComponentTest {
    private static final String NODE_STREAM = "/node/v1/dispatch/nodes/agent-1/stream";

    /** A gateway of its own, since it is no good afterwards; and 418 for load balancers that want it. */
    public static class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.gateway.ping-drain-status", "418");
        }
    }

    @Inject
    NodeSelf self;

    @Test
    void streamsEndAtOnceAndCallsAreServedToTheLast() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        FakeServices.forget();
        FakeServices.registry().answers("GET", "/internal/v1/nodes", 200, List.of());
        FakeServices.dispatch().answers("GET", "/internal/v1/nodes/load", 200, List.of());
        FakeServices.dispatch().answers("GET", NODE_STREAM, (call, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"frame\":\"keep-alive\"}\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitOver(over);
        });
        try (BufferedReader events = open("/api/v1/events", FakeServices.CLIENT_TOKEN);
                BufferedReader assignments = open(NODE_STREAM, FakeServices.JOIN_TOKEN)) {
            assertThat(events.readLine()).isEqualTo("retry: 2000");
            assertThat(assignments.readLine()).contains("keep-alive");

            self.leaves();

            assertThat(events.lines().toList()).contains("event: reconnect");
            assertThat(assignments.readLine()).as("an end, not a break").isNull();
            given().get("/ping").then().statusCode(418).body("status", equalTo("STOPPING"));
            given().get("/q/health/ready").then().statusCode(503);
            given().get("/q/health/live").then().statusCode(200);
            client().get("/api/v1/nodes").then().statusCode(200).header("Connection", equalTo("close"));
            client().get("/api/v1/events").then().statusCode(503).body("type", equalTo("upstream-unavailable"));
            node().get(NODE_STREAM).then().statusCode(503).header("Connection", equalTo("close"));
        } finally {
            over.countDown();
        }
    }

    private static BufferedReader open(String path, String token) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static void awaitOver(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
