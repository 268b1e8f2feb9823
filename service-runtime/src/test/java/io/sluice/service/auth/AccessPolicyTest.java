package io.sluice.service.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.service.auth.Caller.Role;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPolicyTest {
    private final AccessPolicy policy = new AccessPolicy(Set.of("/", "/console/*"), Role.SERVICE);

    @ParameterizedTest
    @CsvSource({
        "/ping, ANYONE",
        "/api/v1/ping, ANYONE",
        "/api/octopusservernodes/ping, ANYONE",
        "/q/health, ANYONE",
        "/q/health/ready, ANYONE",
        "/, ANYONE",
        "/console/page.css, ANYONE",
        "/node/v1/registry/register, NODE",
        "/internal/v1/nodes, SERVICE",
        "/q/metrics, SERVICE",
        "/q/openapi, SERVICE",
        "/q/healthy, SERVICE",
        "/api/v1/tasks, CLIENT",
        "/ping/, CLIENT",
        "/ping;a=b, CLIENT",
        "/PING, CLIENT",
        "/node/v2/x, CLIENT",
        "/node/v1, CLIENT",
        "/internal, CLIENT",
        "/internal;a/v1/nodes, CLIENT",
        "/consolex, CLIENT",
        "/api/v1/pings, CLIENT"
    })
    void whatIsNotOpenedIsClosed(String path, Role role) {
        assertThat(policy.roleFor(path)).isEqualTo(role);
    }
}
