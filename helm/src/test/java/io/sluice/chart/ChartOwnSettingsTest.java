package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the chart tells a process, nobody tells it otherwise: not as a setting, as an environment variable, as a property of
 * the JVM. A grace, a probe or a Service would not know.
 */
class ChartOwnSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agents: {default: {env: [{name: SLUICE_NODE_SHUTDOWN_WAIT, value: 2h}]}}            | agents.default.shutdownWaitSeconds",
                "agentDefaults: {env: [{name: SLUICE_NODE_SHUTDOWN_WAIT, value: 2h}]}                | agents.default.shutdownWaitSeconds",
                "agents: {default: {env: [{name: sluice.node.shutdown-wait, value: 2h}]}}            | agents.default.shutdownWaitSeconds",
                "agents: {default: {env: [{name: _PROD_SLUICE_NODE_SHUTDOWN_WAIT, value: 2h}]}}      | agents.default.shutdownWaitSeconds",
                "agents: {default: {settings: {'%prod.sluice.node.shutdown-wait': 2h}}}              | agents.default.shutdownWaitSeconds",
                "agents: {default: {javaOptions: ['-Dsluice.node.shutdown-wait=2h']}}                | agents.default.shutdownWaitSeconds",
                "agents: {default: {env: [{name: JAVA_TOOL_OPTIONS, value: '-Xmx1g -Dsluice.node.shutdown-wait=2h'}]}} | agents.default.shutdownWaitSeconds",
                "agents: {default: {settings: {sluice.node.kill-grace: 5m}}}                         | agents.default.killGraceSeconds",
                "agents: {default: {env: [{name: SLUICE_NODE_LABELS__POOL_, value: x}]}}             | nothing: it is the pool's name",
                "agents: {default: {env: [{name: POD_NAME, value: x}]}}                              | nothing: it is fixed",
                "agents: {default: {env: [{name: SLUICE_HTTP_PORT, value: '9000'}]}}                 | nothing: it is fixed",
                "agents: {default: {env: [{name: QUARKUS_CONFIG_LOCATIONS, value: /x}]}}             | agents.default.settings",
                "agents: {default: {env: [{name: SLUICE_AUTH_JOIN_TOKEN, value: x}]}}                | tokens.existingSecret",
                "gateway: {env: [{name: QUARKUS_SHUTDOWN_DELAY, value: 25S}]}                        | gateway.endpointsWaitSeconds",
                "gateway: {javaOptions: ['-Dquarkus.management.enabled=true']}                       | nothing: it is fixed",
                "gateway: {env: [{name: SLUICE_KAFKA, value: 'x:9092'}]}                             | kafka.bootstrapServers",
                "registry: {env: [{name: SLUICE_REGISTRY_CAPACITY_FLOOR, value: '99'}]}              | registry.capacityFloor",
                "registry: {settings: {sluice.registry.capacity-floor: 99}}                          | registry.capacityFloor",
                "registry: {env: [{name: SLUICE_DB_HOST, value: x}]}                                 | database.registry.host",
                "dispatch: {settings: {quarkus.datasource.reactive.url: 'postgresql://x/y'}}         | database.dispatch.host",
                "dispatch: {settings: {quarkus.shutdown.delay: 10M}}                                 | nothing: it is fixed",
            })
    void whatTheChartSetsIsSetByItsOwnValueAlone(String values, String use) {
        assertThatThrownBy(() -> Chart.render(Chart.PRODUCTION, values))
                .hasMessageContaining("which the chart sets; use " + use);
    }

    /** Whatever the chart comes to derive, in whichever way it is said again. */
    @Test
    void noSettingThatTheChartDerivesCanBeSaidAgain() {
        Manifests made = Chart.render(Chart.PRODUCTION, ChartRelationsTest.SECURED);
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("registry", "try-sluice-registry");
        parts.put("dispatch", "try-sluice-dispatch");
        parts.put("gateway", "try-sluice-gateway");
        parts.put("agents: {default", "try-sluice-agent-default");
        List<String> taken = new ArrayList<>();
        parts.forEach((where, map) -> made.settings(map).stringPropertyNames().stream()
                .filter(key -> !key.equals("sluice.node.place.zone"))
                .forEach(key -> {
                    String variable = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
                    String values = "%s: {env: [{name: %s, value: x}]}%s"
                            .formatted(where, variable, where.contains("{") ? "}" : "");
                    if (isTaken(values)) {
                        taken.add(where + " " + variable);
                    }
                }));
        assertThat(taken).isEmpty();
    }

    @Test
    void whatTheChartDoesNotDeriveIsTaken() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "agents: {default: {env: [{name: SLUICE_NODE_LOG_LIMIT, value: 20M}, {name: HOME, value: /cache}],"
                        + " settings: {sluice.node.place.zone: b, '%prod.sluice.node.self-stop': 12s},"
                        + " javaOptions: ['-Xmx200m', '-Dsome.thing=1']}}");
        assertThat(made.settings("try-sluice-agent-default"))
                .containsEntry("sluice.node.place.zone", "b")
                .containsEntry("%prod.sluice.node.self-stop", "12s");
    }

    private static boolean isTaken(String values) {
        try {
            Chart.render(Chart.PRODUCTION, ChartRelationsTest.SECURED, values);
            return true;
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageContaining("which the chart sets");
            return false;
        }
    }
}
