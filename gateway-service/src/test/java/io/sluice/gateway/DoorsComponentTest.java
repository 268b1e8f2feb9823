package io.sluice.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.test.DisguisedAddress;
import java.io.IOException;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in to a gateway: the API, its pages, what nodes say through it, and plain routes. */
@QuarkusTest
@GatewayComponent
class DoorsComponentTest {
    private static final Map<String, String> TOKENS = Map.of(
            "client",
            FakeServices.CLIENT_TOKEN,
            "join",
            FakeServices.JOIN_TOKEN,
            "service",
            FakeServices.SERVICE_TOKEN);

    @TestHTTPResource
    URL self;

    @BeforeEach
    void twoServices() {
        FakeServices.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nodes, client, sluice.auth.token",
        "/api/v1/events?no-stream, client, sluice.auth.token",
        "/nodes, client, sluice.auth.token",
        "/q/metrics, client, sluice.auth.token",
        "/q/openapi, client, sluice.auth.token",
        "/nothing, client, sluice.auth.token",
        "/node/v1/registry/nodes/n-1/heartbeat, join, sluice.auth.join-token",
        "/node/v1/dispatch/nodes/n-1/stream, join, sluice.auth.join-token",
        "/internal/v1/nodes, service, sluice.auth.service-token"
    })
    void aDoorOpensToItsOwnTokenAlone(String path, String owner, String setting) {
        TOKENS.forEach((name, token) -> {
            int status =
                    given().header("Authorization", "Bearer " + token).get(path).statusCode();
            assertThat(status == 401).as("%s with %s: %s", path, name, status).isNotEqualTo(name.equals(owner));
        });
        given().get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("type", equalTo("unauthenticated"))
                .body("detail", allOf(containsString("No token was sent"), containsString(setting)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ping",
                "/api/v1/ping",
                "/api/octopusservernodes/ping",
                "/q/health/live",
                "/sign-in",
                "/console/sluice.svg",
                "/api/v1/problems",
                "/api/v1/problems/forbidden"
            })
    void whatIsOpenLooksAtNoCredentials(String path) {
        given().get(path).then().statusCode(200);
        given().header("Authorization", "Bearer guess").get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/console, /api/v1/nodes",
        "/console/assets, /api/v1/nodes",
        "/console/sluice.svg, /nodes",
        "/webjars/htmx.org, /tasks/new",
        "/sign-in, /api/v1/tasks",
        "/ping, /api/v1/events",
        "/api/v1/ping, /api/v1/nodes",
        "/api/v1/problems, /api/v1/nodes",
        "/q/health, /q/metrics",
        "/q/health/live, /node/v1/registry/register",
        "/console, /node/v1/dispatch/nodes/n-1/stream"
    })
    void noWayOfWritingAnAddressOpensAnotherDoor(String open, String closed) throws IOException {
        DisguisedAddress.assertNoneOpens(self.getPort(), open, closed, null);
    }

    @ParameterizedTest
    @CsvSource({"/node/v1/registry, /api/v1/nodes", "/node/v1/dispatch/nodes, /q/metrics"})
    void aNodesTokenOpensNoDoorOfClients(String node, String closed) throws IOException {
        DisguisedAddress.assertNoneOpens(self.getPort(), node, closed, "Bearer " + FakeServices.JOIN_TOKEN);
    }
}
