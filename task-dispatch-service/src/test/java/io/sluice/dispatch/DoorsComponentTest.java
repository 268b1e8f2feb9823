package io.sluice.dispatch;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in to task-dispatch, resources and plain routes alike. */
@QuarkusTest
@DispatchComponent
class DoorsComponentTest {
    private static final Map<String, String> TOKENS =
            Map.of("join", TestSettings.JOIN_TOKEN, "service", TestSettings.SERVICE_TOKEN);

    @TestHTTPResource
    URL self;

    @ParameterizedTest
    @CsvSource({
        "/internal/v1/queue, service, sluice.auth.service-token",
        "/q/metrics, service, sluice.auth.service-token",
        "/node/v1/dispatch/nodes/n-1/stream, join, sluice.auth.join-token",
        "/node/v1/dispatch/nodes/n-1/renew, join, sluice.auth.join-token"
    })
    void aDoorOpensToItsOwnTokenAlone(String path, String owner, String setting) {
        TOKENS.forEach((name, token) -> {
            int status = status(path, "Bearer " + token);
            assertThat(status == 401).as("%s with %s: %s", path, name, status).isNotEqualTo(name.equals(owner));
        });
        given().get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("type", equalTo("unauthenticated"))
                .body("detail", allOf(containsString("No token was sent"), containsString(setting)));
        given().header("Authorization", "Bearer guess")
                .get(path)
                .then()
                .statusCode(401)
                .body("detail", allOf(containsString("not known here"), containsString(setting)));
    }

    /** Clients have no token here. */
    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/api/v1/tasks", "/"})
    void whatNobodyOpenedIsClosedToEveryToken(String path) {
        assertThat(status(path, null)).isEqualTo(401);
        TOKENS.values()
                .forEach(token -> assertThat(status(path, "Bearer " + token)).isEqualTo(401));
    }

    @ParameterizedTest
    @CsvSource({
        "/q/health, /internal/v1/queue",
        "/q/health/live, /q/metrics",
        "/ping, /node/v1/dispatch/nodes/n-1/stream",
        "/q/health, /node/v1/dispatch/nodes/n-1/renew"
    })
    void noWayOfWritingAnAddressOpensAnotherDoor(String open, String closed) throws IOException {
        DisguisedAddress.assertNoneOpens(self.getPort(), open, closed, null);
    }

    private static int status(String path, @Nullable String authorization) {
        return (authorization == null ? given() : given().header("Authorization", authorization))
                .get(path)
                .statusCode();
    }
}
