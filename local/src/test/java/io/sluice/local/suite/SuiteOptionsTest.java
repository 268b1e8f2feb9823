package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SuiteOptionsTest {
    private final SuiteOptions options = SuiteOptions.of(Path.of("/project"), Path.of("/data"));

    @Test
    void theDefaultIsTwoGatewaysAndTwoAgents() {
        assertThat(options.names())
                .containsExactly(
                        "postgres",
                        "kafka",
                        "registry-1",
                        "dispatch-1",
                        "gateway-1",
                        "gateway-2",
                        "agent-1",
                        "agent-2");
    }

    @Test
    void everyWrongPartIsNamed() {
        assertThatThrownBy(() -> new SuiteOptions(
                        options.projectRoot(),
                        options.data(),
                        options.with(Role.AGENT, 50).counts(),
                        -1,
                        70_000,
                        SuiteOptions.Start.CONTINUE,
                        options.nodeWait(),
                        options.settings(),
                        options.own(),
                        options.archives()))
                .hasMessageContaining("task cap")
                .hasMessageContaining("70000");
    }

    @Test
    void theLastGatewaysPortMustExistToo() {
        assertThat(options.withGatewayPort(65_534).gatewayPort()).isEqualTo(65_534);
        assertThatThrownBy(() -> options.withGatewayPort(65_535)).hasMessageContaining("65535");
    }

    @Test
    void noAgentIsFineAndNoGatewayIsNot() {
        assertThat(options.with(Role.AGENT, 0).count(Role.AGENT)).isZero();
        assertThatThrownBy(() -> options.with(Role.GATEWAY, 0)).hasMessageContaining("gateway");
    }

    @Test
    void settingsOfARoleAddUp() {
        SuiteOptions more = options.withSetting(Role.DISPATCH, "sluice.dispatch.lease", "10s")
                .withSetting(Role.DISPATCH, "a", "b");
        assertThat(more.settings().get(Role.DISPATCH))
                .containsEntry("sluice.dispatch.lease", "10s")
                .containsEntry("a", "b");
    }
}
