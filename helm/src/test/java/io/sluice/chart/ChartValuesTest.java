package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values the chart takes, and what becomes of them. */
class ChartValuesTest {
    private static final Pattern METRIC = Pattern.compile("sluice_[a-z_]+");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway: {replica: 3}                                   | replica",
                "gateway: {replicas: many}                               | replicas",
                "gateway: {pingDrainStatus: 404}                         | pingDrainStatus",
                "agents: {default: {taskCap: -1}}                        | taskCap",
                "agents: {default: {autoscaling: {min: 1}}}              | min",
                "agents: {a-name-of-sixteen: {}}                         | a-name-of-sixteen",
                "agentDefaults: {labels: {pool name: x}}                 | pool name",
                "database: {registry: {port: 70000}}                     | port",
                "networkPolicies: {}                                     | networkPolicies",
                "metrics: {serviceMonitor: {interval: often}}            | interval",
            })
    void theSchemaRefusesAWrongValueAndNamesIt(String values, String named) {
        assertThatThrownBy(() -> Chart.render(Chart.PRODUCTION, values)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trial: {enabled: true}                                            | kafka.bootstrapServers",
                "kafka: {bootstrapServers: ''}                                     | kafka.bootstrapServers",
                "database: {registry: {host: ''}}                                  | database.registry.host",
                "database: {dispatch: {existingSecret: ''}}                        | database.dispatch.existingSecret",
                "database: {dispatch: {name: registry}}                            | same database",
                "gateway: {endpointsWaitSeconds: 20, requestsWaitSeconds: 10}      | gateway.endpointsWaitSeconds",
                "gateway: {settings: {sluice.node.shutdown-wait: 1h}}              | gateway.shutdownWaitSeconds",
                "agents: {default: {settings: {sluice.node.task-cap: 9}}}          | agents.default.taskCap",
                "agents: {default: {labels: {pool: mine}}}                         | agents.default.labels.pool",
                "agents: {default: {autoscaling: {enabled: true}}}                 | agents.default.autoscaling.prometheus",
                "agents: {default: {autoscaling: {enabled: true, kind: hpa}}}      | agents.default.autoscaling.metricName",
                "agents: {default: {taskCap: 0, autoscaling: {enabled: true}}}     | agents.default.taskCap",
                "agents: {default: {autoscaling: {enabled: true, minReplicas: 11}}} | agents.default.autoscaling.minReplicas",
                "registry: {capacityFloor: 11}                                     | registry.capacityFloor",
                "ingress: {enabled: true}                                          | ingress.host",
                "httpRoute: {enabled: true}                                        | httpRoute.parentRefs",
            })
    void contradictionsAreRefusedByName(String values, String named) {
        assertThatThrownBy(() -> Chart.render(Chart.PRODUCTION, values)).hasMessageContaining(named);
    }

    @Test
    void aPoolSaysWhatItSaysAndTakesTheRestFromTheDefaults() {
        Manifests made = Chart.render(Chart.PRODUCTION, ChartRelationsTest.POOLS);
        assertThat(made.one("StatefulSet", "try-sluice-agent-small")
                        .at("/spec/replicas")
                        .asInt(-1))
                .isZero();
        assertThat(made.settings("try-sluice-agent-small"))
                .containsEntry("sluice.node.task-cap", "2")
                .containsEntry("sluice.node.labels.\"pool\"", "small")
                .containsEntry("sluice.node.labels.\"example.org/zone\"", "a");
        assertThat(made.settings("try-sluice-agent-large")).containsEntry("sluice.node.task-cap", "5");
    }

    @Test
    void tokensAreKeptOverAnUpgradeAndNewOnesDiffer() {
        var made = Chart.render(Chart.PRODUCTION)
                .one("Secret", "try-sluice-tokens")
                .get("data");
        assertThat(made.get("client")).isNotEqualTo(made.get("join"));
        assertThat(made.get("join")).isNotEqualTo(made.get("service"));
        StandInCluster.keep("try-sluice-tokens", """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"try-sluice-tokens","namespace":"ns"},
                "data":{"client":"a2VwdA=="}}""");
        try {
            var next = Chart.render(Chart.PRODUCTION)
                    .one("Secret", "try-sluice-tokens")
                    .get("data");
            assertThat(next.get("client").asText()).isEqualTo("a2VwdA==");
            assertThat(next.get("join").asText()).isNotEmpty();
        } finally {
            StandInCluster.forget("try-sluice-tokens");
        }
    }

    @Test
    void replicasAreTheScalersWhenThereIsOne() {
        Manifests made = Chart.render(Chart.PRODUCTION, ChartRelationsTest.EVERYTHING);
        String pool = "a-name-of-thirty-characters-xx-agent-keda";
        assertThat(made.one("StatefulSet", pool).at("/spec").has("replicas")).isFalse();
        assertThat(made.one("ScaledObject", pool)
                        .at("/spec/triggers/0/metadata/query")
                        .asText())
                .contains("sluice_dispatch_tasks_queued", "sluice_dispatch_attempts_live");
    }

    @Test
    void eachMetricOfTheAlertsAndTheDashboardIsOfTheSources() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String module : new String[] {"gateway-service", "node-registry-service", "task-dispatch-service"}) {
            try (Stream<java.nio.file.Path> files =
                    Files.walk(Chart.ROOT.resolve(module).resolve("src/main/java"))) {
                for (var file :
                        files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    sources.append(Files.readString(file).replace('.', '_').replace('-', '_'));
                }
            }
        }
        String used = Files.readString(Chart.FOLDER.resolve("files/alerts.yaml"))
                + Files.readString(Chart.ROOT.resolve("deploy/grafana/sluice.json"));
        assertThat(METRIC.matcher(used).results().map(found -> found.group().replaceAll("_(total|seconds|bytes)$", "")))
                .isNotEmpty()
                .map(name -> name.replaceAll("_seconds_(bucket|sum|count|max)$", ""))
                .allSatisfy(name ->
                        assertThat(sources.indexOf('"' + name + '"')).as(name).isNotNegative());
    }
}
