package io.sluice.gateway.console;

import static io.restassured.RestAssured.given;
import static io.sluice.gateway.Client.client;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's face: the page, the description of the API, and what is at no address. */
@QuarkusTest
@GatewayComponent
class ConsoleComponentTest {
    @Test
    void thePageIsForEverybodyAndRunsOnlyItsOwnScript() {
        String page = given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(containsString("gateway-test"))
                .extract()
                .asString();

        assertThat(page).doesNotContain(" style=", "onclick", FakeServices.CLIENT_TOKEN);
        assertThat(page).containsOnlyOnce("<script").contains("<script src=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/console.js", "/console/console.css", "/console/sluice.svg"})
    void itsFilesNeedNoToken(String path) {
        given().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing-here", "/nothing", "/api/v1/nodes/a/b/c", "/console/nothing.js"})
    void whatIsAtNoAddressIsAProblem(String path) {
        client().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("not-found"))
                .body(not(containsString("Exception")));
    }

    @Test
    void aMethodThatAnAddressDoesNotTakeIsAProblem() {
        client().post("/api/v1/cluster")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("type", equalTo("method-not-allowed"));
    }

    @Test
    void theApiIsDescribed() {
        JsonPath api = client().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Sluice"))
                .body("components.securitySchemes.token.scheme", equalTo("bearer"))
                .body("components.schemas.Problem.properties.keySet()", hasItems("type", "detail", "errors"))
                .body("components.schemas.NodeName.type", equalTo("string"))
                .extract()
                .jsonPath();

        Map<String, Map<String, Object>> paths = api.getMap("paths");
        assertThat(paths.keySet())
                .contains(
                        "/ping",
                        "/api/v1/nodes",
                        "/api/v1/nodes/{name}",
                        "/api/v1/nodes/{name}/drain",
                        "/api/v1/nodes/{name}/tasks",
                        "/api/v1/nodes/{name}/events",
                        "/api/v1/cluster",
                        "/api/v1/queue/pause",
                        "/api/v1/events")
                .doesNotContain("/");
        paths.forEach((path, operations) -> operations
                .values()
                .forEach(operation -> assertThat(operation.toString())
                        .as("the refusals of %s", path)
                        .contains("#/components/responses/problem")));
    }
}
