package io.sluice.service.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.runtime.security.ImmutablePathMatcher;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.path.NodePaths;
import io.sluice.http.PingPaths;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the permissions that the services share say of an address, matched by the framework's own matcher. */
class PermissionsTest {
    private static final String PERMISSION = "quarkus.http.auth.permission.";

    private final Properties settings = read();
    private final ImmutablePathMatcher<String> policies = matcher();

    @ParameterizedTest
    @CsvSource({
        "/ping, permit",
        "/api/v1/ping, permit",
        "/api/octopusservernodes/ping, permit",
        "/q/health, permit",
        "/q/health/ready, permit",
        "/node/v1/registry/register, node",
        "/internal/v1/nodes, service",
        "/q/metrics, service",
        "/q/openapi, service",
        "/q/healthy, service",
        "/q, service",
        "/, client",
        "/api/v1/tasks, client",
        "/ping/x, client",
        "/ping;a=b, client",
        "/PING, client",
        "/node/v2/x, client",
        "/node/v1x, client",
        "/internal, client",
        "/internal;a/v1/nodes, client",
        "/internal%2Fv1/nodes, client",
        "/api/v1/pings, client",
        "*, client"
    })
    void whatIsNotOpenedIsClosed(String path, String policy) {
        assertThat(policies.match(path).getValue()).isEqualTo(policy);
    }

    @Test
    void whatNodesAndServicesAskForIsTheirs() {
        assertThat(policies.match(NodePaths.PREFIX + "anything").getValue()).isEqualTo("node");
        assertThat(policies.match(InternalPaths.PREFIX + "anything").getValue()).isEqualTo("service");
    }

    @Test
    void everyPingIsOpen() {
        assertThat(settings.getProperty(PERMISSION + "open.paths").split(","))
                .filteredOn(path -> !path.startsWith("/q/"))
                .isNotEmpty()
                .allMatch(PingPaths::contains);
    }

    @Test
    void eachPolicyIsARoleOfOurs() {
        for (Role role : Role.values()) {
            assertThat(settings)
                    .containsEntry("quarkus.http.auth.policy." + role.word() + ".roles-allowed", role.word());
        }
    }

    private ImmutablePathMatcher<String> matcher() {
        ImmutablePathMatcher.ImmutablePathMatcherBuilder<String> matcher = ImmutablePathMatcher.builder();
        for (String name : settings.stringPropertyNames()) {
            if (name.startsWith(PERMISSION) && name.endsWith(".paths")) {
                String policy = settings.getProperty(name.replace(".paths", ".policy"));
                for (String path : settings.getProperty(name).split(",")) {
                    matcher.addPath(path, policy);
                }
            }
        }
        return matcher.build();
    }

    private static Properties read() {
        Properties settings = new Properties();
        try (InputStream in = Role.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            settings.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("the permissions can't be read", e);
        }
        return settings;
    }
}
