package io.sluice.registry.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.registry.RegistryComponent;
import io.sluice.registry.TestSettings;
import io.sluice.test.DisguisedAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, byte for byte: requests are written by hand, since a client would tidy up what is odd about them. */
@QuarkusTest
@RegistryComponent
class DoorsComponentTest {
    private static final Map<String, String> TOKENS = Map.of(
            "client",
            TestSettings.CLIENT_TOKEN,
            "join",
            TestSettings.JOIN_TOKEN,
            "service",
            TestSettings.SERVICE_TOKEN);

    @TestHTTPResource("/")
    URI registry;

    @ParameterizedTest
    @CsvSource({
        "/internal/v1/nodes, service",
        "/q/metrics, service",
        "/q/openapi, service",
        "/node/v1/registry/nodes/n-1/heartbeat, join",
        "/api/v1/nodes, client",
        "/nothing, client"
    })
    void aDoorOpensToItsOwnTokenAlone(String path, String owner) {
        assertThat(status(path, null)).isEqualTo(401);
        assertThat(status(path, "Bearer " + TOKENS.get(owner) + "x")).isEqualTo(401);
        assertThat(status(path, "Basic " + TOKENS.get(owner))).isEqualTo(401);
        assertThat(status(path, TOKENS.get(owner))).isEqualTo(401);
        assertThat(status(path, "Bearer ")).isEqualTo(401);
        TOKENS.forEach((name, token) -> {
            if (name.equals(owner)) {
                assertThat(status(path, "Bearer " + token)).as(name).isNotEqualTo(401);
            } else {
                assertThat(status(path, "Bearer " + token)).as(name).isEqualTo(401);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "BEARER", "Bearer"})
    void theSchemeIsReadInAnyCase(String scheme) {
        assertThat(status("/internal/v1/nodes", scheme + " " + TestSettings.SERVICE_TOKEN))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//internal/v1/nodes",
                "///internal//v1///nodes",
                "/./internal/v1/nodes",
                "/ping/../internal/v1/nodes",
                "/q/health/../../internal/v1/nodes",
                "/q/health/..;/..;/internal/v1/nodes",
                "/q/health/;/../../internal/v1/nodes",
                "/q/health/%2e%2e/%2e%2e/internal/v1/nodes",
                "/q/health/%2E%2E%2F%2E%2E%2Finternal/v1/nodes",
                "/q/health/..%2f..%2finternal/v1/nodes",
                "/q/health/..%5c..%5cinternal/v1/nodes",
                "/q/health/..\\..\\internal/v1/nodes",
                "/ping%2f..%2finternal/v1/nodes",
                "/internal%2Fv1/nodes",
                "/%69nternal/v1/nodes",
                "/internal/%76%31/nodes",
                "/internal;a=b/v1/nodes",
                "/internal/v1;a=b/nodes",
                "/internal/v1/nodes;a=b",
                "/;a=b/internal/v1/nodes",
                "/ping;/../internal/v1/nodes",
                "/internal%3Ba=b/v1/nodes",
                "/INTERNAL/v1/nodes",
                "/Internal/V1/nodes",
                "/internal/v1/nodes/",
                "/internal/v1/nodes?/ping",
                "/internal/v1/nodes#/ping",
                "/internal/v1/nodes%00",
                "/internal/v1/nodes%3F/ping",
                "http://localhost/internal/v1/nodes",
                "http://localhost/ping/../internal/v1/nodes",
                "http://localhost//internal/v1/nodes"
            })
    void noWayOfWritingAnAddressOpensAnotherDoor(String target) {
        assertThat(status(target, null)).as("no token").isGreaterThanOrEqualTo(400);
        assertThat(status(target, "Bearer " + TestSettings.CLIENT_TOKEN))
                .as("a client's token")
                .isGreaterThanOrEqualTo(400);
        assertThat(status(target, "Bearer " + TestSettings.JOIN_TOKEN))
                .as("a node's token")
                .isGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/q/health, /internal/v1/nodes",
        "/q/health/live, /q/metrics",
        "/ping, /node/v1/registry/register",
        "/node/v1/registry, /internal/v1/nodes"
    })
    void noneOfTheKnownDisguisesOpensADoor(String open, String closed) throws IOException {
        DisguisedAddress.assertNoneOpens(registry.getPort(), open, closed, null);
        DisguisedAddress.assertNoneOpens(registry.getPort(), open, closed, "Bearer " + TestSettings.CLIENT_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "HEAD", "TRACE", "POST", "FOO"})
    void noMethodPassesTheDoor(String method) {
        assertThat(status(method, "/internal/v1/nodes", null)).isGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready"})
    void probesNeedNoToken(String path) {
        assertThat(status(path, null)).isEqualTo(200);
        assertThat(status(path, "Bearer of something else")).isEqualTo(200);
    }

    private int status(String target, @Nullable String authorization) {
        return status("GET", target, authorization);
    }

    private int status(String method, String target, @Nullable String authorization) {
        String request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n") + "\r\n";
        try (Socket socket = new Socket(registry.getHost(), registry.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
