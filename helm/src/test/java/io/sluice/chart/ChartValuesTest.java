package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
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
                "registry: {retireOfflineAfterSeconds: 59}               | retireOfflineAfterSeconds",
                "image: {digests: {gateway: latest}}                     | gateway",
                "gateway: {podDisruptionBudget: {minAvailable: 1, maxUnavailable: 1}} | podDisruptionBudget",
                "gateway: {service: {externalTrafficPolicy: Near}}       | externalTrafficPolicy",
                "topologySpread: {topologyKey: zone}                     | topologyKey",
                "registry: {podLabels: {a b: c}}                         | a b",
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
                "agents: {default: {annotatePod: true, replicas: 501}}             | agents.default.annotatePod",
                "agents: {default: {settings: {sluice.agent.pod.annotate: true}}}  | agents.default.annotatePod",
                "kafka: {security: {protocol: SASL_SSL}}                           | kafka.security.saslSecret",
                "kafka: {security: {saslSecret: login}}                            | kafka.security.saslSecret",
                "kafka: {security: {protocol: SASL_PLAINTEXT, saslSecret: login, caSecret: ca}} | kafka.security.caSecret",
                "database: {registry: {tls: {mode: verify-full}}}                  | database.registry.tls.caSecret",
                "database: {dispatch: {tls: {caSecret: ca}}}                       | database.dispatch.tls.mode",
                "agents: {any: {}}                                                 | agents.any",
                "registry: {capacityFloor: 11}                                     | registry.capacityFloor",
                "{registry: {capacityFloor: 6}, agents: {default: {replicas: 1}}}  | registry.capacityFloor",
                "{registry: {capacityFloor: 51}, agents: {default: {autoscaling: {enabled: true, prometheus: 'http://p'}}}} | registry.capacityFloor",
                "gateway: {service: {loadBalancerClass: x}}                        | gateway.service.loadBalancerClass",
                "gateway: {service: {externalTrafficPolicy: Local}}                | gateway.service.externalTrafficPolicy",
                "commonLabels: {app.kubernetes.io/name: x}                         | commonLabels",
                "gateway: {podLabels: {app.kubernetes.io/component: x}}            | gateway.podLabels",
                "agents: {default: {podLabels: {sluice.io/pool: x}}}               | agents.default.podLabels",
                "registry: {podAnnotations: {sluice.io/settings: x}}               | registry.podAnnotations",
                "registry: {podDisruptionBudget: {minAvailable: 2}}                | registry.podDisruptionBudget.minAvailable",
                "networkPolicy: {egress: {enabled: true}}                          | networkPolicy.egress.services",
                "networkPolicy: {enabled: false, egress: {enabled: true, services: [{}]}} | networkPolicy.enabled",
                "ingress: {enabled: true}                                          | ingress.host",
                "httpRoute: {enabled: true}                                        | httpRoute.parentRefs",
            })
    void contradictionsAreRefusedByName(String values, String named) {
        assertThatThrownBy(() -> Chart.render(Chart.PRODUCTION, values)).hasMessageContaining(named);
    }

    @Test
    void whoMayBeReachedIsSaidByTheValues() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "networkPolicy: {egress: {enabled: true, services: [{ports: [{port: 5432}]}], tasks: [{ports: [{port: 443}]}]}}");
        assertThat(ports(made, "try-sluice-registry")).containsExactlyInAnyOrder(53, 53, 8082, 5432);
        assertThat(ports(made, "try-sluice-dispatch")).containsExactlyInAnyOrder(53, 53, 5432);
        assertThat(ports(made, "try-sluice-gateway")).containsExactlyInAnyOrder(53, 53, 8081, 8082, 5432);
        assertThat(ports(made, "try-sluice-agent")).containsExactlyInAnyOrder(53, 53, 8081, 8082, 443);
        assertThat(ports(Chart.render(Chart.TRIAL, "networkPolicy: {egress: {enabled: true}}"), "try-sluice-dispatch"))
                .containsExactlyInAnyOrder(53, 53, 5432, 9092);
        assertThat(Chart.render(Chart.PRODUCTION)
                        .one("NetworkPolicy", "try-sluice-agent")
                        .at("/spec/policyTypes"))
                .hasSize(1);
    }

    private static List<Integer> ports(Manifests made, String policy) {
        return Manifests.each(made.one("NetworkPolicy", policy).at("/spec/egress"))
                .flatMap(rule -> Manifests.each(rule.get("ports")))
                .map(port -> port.get("port").asInt())
                .toList();
    }

    @Test
    void aPoolWithAnIdentityOfItsOwnHasItsOwnAccountAndNoRights() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "serviceAccounts: {annotations: {all: yes-all}, registry: {annotations: {role: r}}}",
                "agents: {cloud: {serviceAccountAnnotations: {role: tasks}}}");
        assertThat(made.workload("agent-cloud")
                        .at("/spec/template/spec/serviceAccountName")
                        .asText())
                .isEqualTo("try-sluice-agent-cloud");
        assertThat(made.one("ServiceAccount", "try-sluice-agent-cloud")
                        .at("/metadata/annotations")
                        .toString())
                .isEqualTo("{\"all\":\"yes-all\",\"role\":\"tasks\"}");
        assertThat(made.one("ServiceAccount", "try-sluice-registry")
                        .at("/metadata/annotations/role")
                        .asText())
                .isEqualTo("r");
        assertThat(made.workload("agent-default")
                        .at("/spec/template/spec/serviceAccountName")
                        .asText())
                .isEqualTo("try-sluice-agent");
        assertThat(made.of("Role")).isEmpty();
    }

    @Test
    void theNumbersOfTheBudgetsAreTheValues() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "podDisruptionBudgets: {maxUnavailable: 25%}",
                "registry: {podDisruptionBudget: {minAvailable: 1}}",
                "agents: {default: {podDisruptionBudget: {maxUnavailable: 0}}}");
        assertThat(made.one("PodDisruptionBudget", "try-sluice-gateway")
                        .at("/spec/maxUnavailable")
                        .asText())
                .isEqualTo("25%");
        assertThat(made.one("PodDisruptionBudget", "try-sluice-registry")
                        .at("/spec/minAvailable")
                        .asInt())
                .isEqualTo(1);
        assertThat(made.one("PodDisruptionBudget", "try-sluice-registry")
                        .at("/spec")
                        .has("maxUnavailable"))
                .isFalse();
        assertThat(made.one("PodDisruptionBudget", "try-sluice-agent-default")
                        .at("/spec/maxUnavailable")
                        .asInt(-1))
                .isZero();
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
    void nodesThatAreOfflineForLongAreRetiredUnlessTheValueIsZero() {
        assertThat(Chart.render(Chart.PRODUCTION).settings("try-sluice-registry"))
                .containsEntry("sluice.registry.retire-offline-after", "3600s");
        assertThat(Chart.render(Chart.PRODUCTION, "registry: {retireOfflineAfterSeconds: 0}")
                        .settings("try-sluice-registry"))
                .doesNotContainKey("sluice.registry.retire-offline-after");
    }

    @Test
    void theZoneIsThatOfThePodOrOfThePoolThatIsBoundToOne() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "agents: {free: {}, bound: {nodeSelector: {topology.kubernetes.io/zone: eu-1a}},"
                        + " told: {settings: {sluice.node.place.zone: eu-1b}}}");
        assertThat(made.settings("try-sluice-agent-free"))
                .containsEntry("sluice.node.place.zone", "${KUBERNETES_ZONE}");
        assertThat(made.settings("try-sluice-agent-bound")).containsEntry("sluice.node.place.zone", "eu-1a");
        assertThat(made.settings("try-sluice-agent-told")).containsEntry("sluice.node.place.zone", "eu-1b");
    }

    @Test
    void kafkaAndTheDatabasesAreReachedAsTheValuesSay() {
        Manifests made = Chart.render(Chart.PRODUCTION, ChartRelationsTest.SECURED);
        for (String service : new String[] {"try-sluice-gateway", "try-sluice-registry", "try-sluice-dispatch"}) {
            assertThat(made.settings(service))
                    .containsEntry("kafka.security.protocol", "SASL_SSL")
                    .containsEntry("kafka.sasl.mechanism", "SCRAM-SHA-512")
                    .containsKeys("kafka.sasl.jaas.config", "kafka.ssl.truststore.location");
        }
        assertThat(made.settings("try-sluice-registry"))
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full")
                .containsEntry("quarkus.datasource.jdbc.additional-jdbc-properties.sslmode", "verify-full")
                .containsEntry("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
        assertThat(made.settings("try-sluice-dispatch"))
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-ca")
                .doesNotContainKey("quarkus.datasource.reactive.hostname-verification-algorithm");
        assertThat(made.settings("try-sluice-gateway").keySet())
                .noneMatch(key -> key.toString().startsWith("quarkus.datasource"));
        assertThat(made.settings("try-sluice-agent-default").keySet())
                .noneMatch(key -> key.toString().startsWith("kafka."));
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
                .contains(
                        "max(sluice_dispatch_pool_queued{namespace=\"ns\",service=\"a-name-of-thirty-characters-xx-dispatch\",pool=\"keda\"})",
                        "max(sluice_dispatch_pool_queued{namespace=\"ns\",service=\"a-name-of-thirty-characters-xx-dispatch\",pool=\"any\"})",
                        "max(sluice_dispatch_pool_live{namespace=\"ns\",service=\"a-name-of-thirty-characters-xx-dispatch\",pool=\"keda\"})",
                        "or 0 * max(sluice_dispatch_attempts_live{namespace=\"ns\",service=\"a-name-of-thirty-characters-xx-dispatch\"})");
    }

    @Test
    void eachMetricOfTheAlertsAndTheDashboardIsOfTheSources() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String module :
                new String[] {"gateway-service", "node-registry-service", "service-runtime", "task-dispatch-service"}) {
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
