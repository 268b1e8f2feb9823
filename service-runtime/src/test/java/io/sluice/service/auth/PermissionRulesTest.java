package io.sluice.service.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PermissionRulesTest {
    @Test
    void thePermissionsOfTheServicesCloseWhatNoneNames() throws IOException {
        var shared = Role.class.getResource("/META-INF/microprofile-config.properties");

        assertThat(new PermissionRules(new SmallRyeConfigBuilder()
                                .withSources(new PropertiesConfigSource(shared))
                                .build())
                        .violations())
                .isEmpty();
    }

    @Test
    void whatLeavesAddressesOpenIsRefused() {
        assertThat(rules(Map.of())).isNotEmpty();
        assertThat(rules(Map.of("a.paths", "/api/*", "a.policy", "client"))).isNotEmpty();
        assertThat(rules(Map.of("a.paths", "/*", "a.policy", "permit"))).isNotEmpty();
        assertThat(rules(Map.of("a.paths", "/*"))).isNotEmpty();
        assertThat(rules(Map.of("a.paths", "/*", "a.policy", "client", "a.enabled", "false")))
                .isNotEmpty();
        assertThat(rules(Map.of("a.paths", "/*", "a.policy", "client", "a.methods", "GET")))
                .isNotEmpty();
        assertThat(rules(Map.of("a.paths", "/b, /*", "a.policy", "client"))).isEmpty();
    }

    private static List<String> rules(Map<String, String> permissions) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder();
        permissions.forEach((name, value) -> config.withDefaultValue("quarkus.http.auth.permission." + name, value));
        return new PermissionRules(config.build()).violations();
    }
}
