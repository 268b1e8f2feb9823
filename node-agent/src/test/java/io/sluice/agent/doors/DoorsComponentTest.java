package io.sluice.agent.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.sluice.test.DisguisedAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, byte for byte: requests are written by hand, since a client would tidy up what is odd about them. */
@QuarkusTest
class DoorsComponentTest {
    @TestHTTPResource("/")
    URI agent;

    @ConfigProperty(name = "sluice.agent.metrics.token")
    String token;

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/metrics/", "/q/info", "/nothing", "/"})
    void whatIsNoPingAndNoProbeAsksForTheToken(String path) {
        assertThat(answer("GET", path, null))
                .startsWith("HTTP/1.1 401")
                .contains("application/problem+json", "WWW-Authenticate: Bearer", "sluice.agent.metrics.token");
        assertThat(status("GET", path, "Bearer " + token + "x")).isEqualTo(401);
        assertThat(status("GET", path, "Basic " + token)).isEqualTo(401);
        assertThat(status("GET", path, token)).isEqualTo(401);
        assertThat(status("GET", path, "Bearer ")).isEqualTo(401);
        assertThat(status("GET", path, "Bearer " + token)).isNotEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "BEARER", "Bearer"})
    void theTokenOpensTheMetricsInAnyCaseOfItsScheme(String scheme) {
        assertThat(answer("GET", "/q/metrics", scheme + " " + token))
                .startsWith("HTTP/1.1 200")
                .contains("jvm_");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//q/metrics",
                "///q//metrics",
                "/./q/metrics",
                "/ping/../q/metrics",
                "/q/health/../metrics",
                "/q/health/..;/metrics",
                "/q/health/%2e%2e/metrics",
                "/q/health/%2E%2E%2Fmetrics",
                "/q/health/..%2fmetrics",
                "/q/health/..\\metrics",
                "/ping%2f..%2fq/metrics",
                "/q%2Fmetrics",
                "/%71/metrics",
                "/q/%6detrics",
                "/q;a=b/metrics",
                "/q/metrics;a=b",
                "/ping;/../q/metrics",
                "/q%3Ba=b/metrics",
                "/Q/METRICS",
                "/q/metrics?/ping",
                "/q/metrics#/ping",
                "/q/metrics%00",
                "http://localhost/q/metrics",
                "http://localhost/ping/../q/metrics"
            })
    void noWayOfWritingAnAddressOpensAnotherDoor(String target) {
        assertThat(status("GET", target, null)).isGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping", "/q/health", "/q/health/live"})
    void noneOfTheKnownDisguisesOpensADoor(String open) throws IOException {
        DisguisedAddress.assertNoneOpens(agent.getPort(), open, "/q/metrics", null);
        DisguisedAddress.assertNoneOpens(agent.getPort(), open, "/nothing", "Bearer of something else");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "HEAD", "TRACE", "POST", "FOO"})
    void noMethodPassesTheDoor(String method) {
        assertThat(status(method, "/q/metrics", null)).isGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/started"})
    void probesNeedNoToken(String path) {
        assertThat(status("GET", path, null)).isNotEqualTo(401);
        assertThat(status("GET", path, "Bearer of something else")).isNotEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping"})
    void thePingNeedsNoToken(String path) {
        assertThat(answer("GET", path, null)).contains("\"standing\"");
    }

    private int status(String method, String target, @Nullable String authorization) {
        String answer = answer(method, target, authorization);
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    private String answer(String method, String target, @Nullable String authorization) {
        String request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n") + "\r\n";
        try (Socket socket = new Socket(agent.getHost(), agent.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
