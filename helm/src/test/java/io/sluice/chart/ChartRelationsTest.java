package io.sluice.chart;

import static io.sluice.chart.Manifests.each;
import static io.sluice.chart.Manifests.kind;
import static io.sluice.chart.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one object says of another holds, for each set of values. */
class ChartRelationsTest {
    static final String POOLS = """
            agents:
              small: {replicas: 0, taskCap: 2, labels: {tier: batch, example.org/zone: a}}
              large:
                replicas: 3
                shutdownWaitSeconds: 7200
                image: registry.example.org/tools:1
                env: [{name: A, value: b}]
                volumes: [{name: cache, emptyDir: {}}]
                volumeMounts: [{name: cache, mountPath: /cache}]
                affinity: {nodeAffinity: {}}
            """;
    static final String EVERYTHING = """
            fullnameOverride: a-name-of-thirty-characters-xx
            ingress: {enabled: true, host: sluice.example.org, tlsSecret: certificate}
            httpRoute: {enabled: true, parentRefs: [{name: edge}], hostnames: [sluice.example.org]}
            networkPolicy: {gatewayFrom: [{namespaceSelector: {}}], metricsFrom: [{namespaceSelector: {}}]}
            metrics: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}
            gateway: {settings: {sluice.gateway.queue-limit: 5000}, endpointsWaitSeconds: 0}
            agents:
              keda: {autoscaling: {enabled: true, minReplicas: 2, prometheus: "http://prometheus:9090"}}
              hpa: {annotatePod: true, autoscaling: {enabled: true, kind: hpa, metricName: sluice_open}}
              fixed: {annotatePod: true, replicas: 3}
              none: {annotatePod: true, replicas: 0}
            """;

    static final String SECURED = """
            kafka:
              security: {protocol: SASL_SSL, saslSecret: sluice-user, caSecret: kafka-ca, clientSecret: kafka-client}
            database:
              registry: {tls: {mode: verify-full, caSecret: registry-ca}}
              dispatch: {tls: {mode: verify-ca, caSecret: dispatch-ca, caKey: root.crt}}
            """;

    /** Each is rendered once: nobody changes one. */
    private static final List<Manifests> SETS = List.of(
            Chart.render(Chart.PRODUCTION),
            Chart.render(Chart.TRIAL),
            Chart.render(Chart.TRIAL, "trial: {storage: 2Gi}"),
            Chart.render(Chart.PRODUCTION, POOLS),
            Chart.render(Chart.PRODUCTION, EVERYTHING),
            Chart.render(Chart.PRODUCTION, SECURED),
            Chart.render(
                    Chart.PRODUCTION,
                    "registry: {replicas: 1}\ndispatch: {replicas: 1, preStopSeconds: 0}\ngateway: {replicas: 1}"));

    static List<Manifests> sets() {
        return SETS;
    }

    @ParameterizedTest
    @MethodSource("sets")
    void selectorsMatchThePodsOfExactlyOneWorkload(Manifests made) {
        for (JsonNode workload : made.workloads()) {
            assertThat(made.selectedBy(workload.at("/spec/selector/matchLabels")))
                    .as(name(workload))
                    .containsExactly(workload);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aServiceNamesAPortOfItsPods(Manifests made) {
        for (JsonNode service : made.of("Service")) {
            List<JsonNode> selected = made.selectedBy(service.at("/spec/selector"));
            assertThat(selected).as(name(service)).hasSize(1);
            Set<String> ports = each(selected.get(0).at("/spec/template/spec/containers/0/ports"))
                    .map(port -> port.get("name").asText())
                    .collect(Collectors.toSet());
            assertThat(each(service.at("/spec/ports"))
                            .map(port -> port.get("targetPort").asText()))
                    .as(name(service))
                    .allMatch(ports::contains);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aStatefulSetNamesAServiceOfItsPods(Manifests made) {
        for (JsonNode set : made.of("StatefulSet")) {
            JsonNode service = made.one("Service", set.at("/spec/serviceName").asText());
            assertThat(made.selectedBy(service.at("/spec/selector"))).containsExactly(set);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theGraceIsLongerThanAllThatAPodWaitsFor(Manifests made) {
        for (JsonNode workload : made.workloads()) {
            JsonNode pod = workload.at("/spec/template/spec");
            int grace = pod.path("terminationGracePeriodSeconds").asInt(30);
            int preStop =
                    pod.at("/containers/0/lifecycle/preStop/exec/command/1").asInt(0);
            assertThat(grace).as(name(workload)).isGreaterThanOrEqualTo(preStop + 30);
            if (pod.at("/containers/0/name").asText().matches("gateway|agent")) {
                var settings = made.settings(name(workload));
                int waits = seconds(settings.getProperty("sluice.node.shutdown-wait"))
                        + seconds(settings.getProperty("quarkus.shutdown.delay", "0S"))
                        + seconds(settings.getProperty("quarkus.shutdown.timeout", "0S"));
                assertThat(grace).as(name(workload)).isGreaterThan(waits);
                assertThat(grace)
                        .isEqualTo(seconds(settings.getProperty("sluice.node.shutdown-wait"))
                                + seconds(settings.getProperty("sluice.node.kill-grace"))
                                + 20);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void noPodMayDoMoreThanItNeeds(Manifests made) {
        for (JsonNode pod : made.pods()) {
            boolean annotates = made.of("RoleBinding").stream()
                    .anyMatch(binding -> binding.at("/subjects/0/name").equals(pod.get("serviceAccountName")));
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isEqualTo(annotates);
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            each(pod.get("containers")).forEach(container -> {
                JsonNode security = container.get("securityContext");
                assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.get("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/requests/memory").isMissingNode())
                        .isFalse();
                assertThat(container.at("/resources/requests/cpu").isMissingNode())
                        .isFalse();
            });
        }
    }

    /** Neither one that is cordoned nor pods that an upgrade is about to end take a place away. */
    @ParameterizedTest
    @MethodSource("sets")
    void podsAreSpreadOverTheKubernetesNodesThatTakeThem(Manifests made) {
        for (JsonNode workload : made.workloads()) {
            JsonNode spread = workload.at("/spec/template/spec/topologySpreadConstraints/0");
            if (name(workload).matches(".*-(postgres|kafka)")) {
                continue;
            }
            assertThat(spread.path("nodeTaintsPolicy").asText()).isEqualTo("Honor");
            assertThat(spread.path("matchLabelKeys").path(0).asText())
                    .isEqualTo(kind(workload).equals("Deployment") ? "pod-template-hash" : "");
        }
    }

    /** Who reads metrics sends the token that the part was given to compare with, and an agent is given no service's. */
    @Test
    void aServiceMonitorCarriesATokenThatItsPartHas() {
        Manifests made = Chart.render(Chart.PRODUCTION, "metrics: {serviceMonitor: {enabled: true}}");
        Map<String, String> sent = made.of("ServiceMonitor").stream()
                .collect(Collectors.toMap(
                        monitor -> name(monitor).replaceAll(".*-", ""),
                        monitor -> monitor.at("/spec/endpoints/0/authorization/credentials/key")
                                .asText()));

        assertThat(sent)
                .isEqualTo(
                        Map.of("registry", "service", "dispatch", "service", "gateway", "client", "agent", "metrics"));
        for (JsonNode pod : made.pods()) {
            String part = pod.at("/containers/0/name").asText();
            List<String> given = each(pod.get("volumes"))
                    .filter(volume -> volume.get("name").asText().equals("tokens"))
                    .flatMap(volume -> each(volume.at("/secret/items")))
                    .map(item -> item.get("key").asText())
                    .toList();
            assertThat(given).as(part).contains(sent.get(part));
            assertThat(given.contains("service")).as(part).isEqualTo(!part.equals("agent"));
        }
    }

    /** Zombies of a task's left children are ended by the pod's process 1, which a JVM would not do. */
    @ParameterizedTest
    @MethodSource("sets")
    void aJvmThatStartsTasksIsNotProcessOne(Manifests made) {
        for (JsonNode pod : made.pods()) {
            boolean agent = pod.at("/containers/0/name").asText().equals("agent");
            assertThat(pod.at("/shareProcessNamespace").asBoolean()).isEqualTo(agent);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void whatAPodMountsIsThere(Manifests made) {
        for (JsonNode workload : made.workloads()) {
            JsonNode pod = workload.at("/spec/template/spec");
            Set<String> volumes = each(pod.path("volumes"))
                    .map(volume -> volume.get("name").asText())
                    .collect(Collectors.toSet());
            each(workload.at("/spec/volumeClaimTemplates")).forEach(claim -> volumes.add(name(claim)));
            assertThat(each(pod.at("/containers/0/volumeMounts"))
                            .map(mount -> mount.get("name").asText()))
                    .as(name(workload))
                    .allMatch(volumes::contains);
            each(pod.path("volumes"))
                    .map(volume -> volume.at("/configMap/name"))
                    .filter(JsonNode::isTextual)
                    .forEach(map -> made.one("ConfigMap", map.asText()));
            if (pod.has("serviceAccountName")) {
                made.one("ServiceAccount", pod.get("serviceAccountName").asText());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aFileOrVariableThatTheSettingsNameIsInThePod(Manifests made) {
        for (JsonNode workload : made.workloads()) {
            JsonNode pod = workload.at("/spec/template/spec");
            JsonNode container = pod.at("/containers/0");
            Set<String> variables = each(container.path("env"))
                    .map(variable -> variable.get("name").asText())
                    .collect(Collectors.toSet());
            Set<String> files = each(container.at("/volumeMounts"))
                    .flatMap(mount -> each(pod.get("volumes"))
                            .filter(volume -> volume.get("name").equals(mount.get("name")))
                            .flatMap(volume -> each(volume.at("/secret/items")))
                            .map(item -> mount.get("mountPath").asText() + "/"
                                    + item.get("path").asText()))
                    .collect(Collectors.toSet());
            if (made.of("ConfigMap").stream()
                    .anyMatch(map ->
                            name(map).equals(name(workload)) && map.at("/data").has("application.properties"))) {
                made.settings(name(workload)).forEach((key, value) -> {
                    if (value.toString().startsWith("/etc/sluice/")) {
                        assertThat(files).as("%s", key).contains(value.toString());
                    }
                    if (value.toString().startsWith("${")) {
                        assertThat(variables)
                                .as("%s", key)
                                .contains(value.toString().replaceAll("[${}]", ""));
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void anAddressInTheSettingsIsAServiceAndItsPort(Manifests made) {
        for (JsonNode map : made.of("ConfigMap")) {
            if (map.at("/data").has("application.properties")) {
                made.settings(name(map)).forEach((key, value) -> {
                    if (key.toString().endsWith("-urls")) {
                        var address = java.net.URI.create(value.toString());
                        JsonNode service = made.one("Service", address.getHost());
                        assertThat(service.at("/spec/ports/0/port").asInt())
                                .as("%s", key)
                                .isEqualTo(address.getPort());
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void readinessFollowsTheDrainAndLivenessDoesNot(Manifests made) {
        for (JsonNode workload : made.workloads()) {
            JsonNode container = workload.at("/spec/template/spec/containers/0");
            assertThat(container.has("startupProbe")).isTrue();
            if (container.get("name").asText().matches("gateway|agent")) {
                assertThat(container.at("/readinessProbe/httpGet/path").asText())
                        .isEqualTo("/q/health/ready");
                assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aBudgetLetsOnePodGoAndStandsOnlyWhereThereAreTwo(Manifests made) {
        for (JsonNode budget : made.of("PodDisruptionBudget")) {
            JsonNode workload =
                    made.selectedBy(budget.at("/spec/selector/matchLabels")).get(0);
            assertThat(workload.at("/spec/replicas").asInt(2)).as(name(budget)).isGreaterThan(1);
            assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void noNameOrLabelIsTooLong(Manifests made) {
        for (JsonNode one : made.all()) {
            assertThat(name(one)).as(kind(one)).hasSizeLessThanOrEqualTo(52).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
        }
        assertThat(made.all().stream().collect(Collectors.groupingBy(one -> Map.entry(kind(one), name(one)))))
                .allSatisfy((key, same) -> assertThat(same).as("%s", key).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aRightOverPodsIsToPatchThoseOfThePoolWhosePodsHaveIt(Manifests made) {
        Set<String> annotating = made.of("StatefulSet").stream()
                .filter(set -> made.settings(name(set)).containsKey("sluice.agent.pod.annotate"))
                .map(Manifests::name)
                .collect(Collectors.toSet());
        assertThat(made.of("Role")).extracting(Manifests::name).hasSameElementsAs(annotating);
        for (JsonNode binding : made.of("RoleBinding")) {
            JsonNode role = made.one("Role", binding.at("/roleRef/name").asText());
            JsonNode account =
                    made.one("ServiceAccount", binding.at("/subjects/0/name").asText());
            JsonNode set = made.one("StatefulSet", name(role));
            assertThat(set.at("/spec/template/spec/serviceAccountName").asText())
                    .isEqualTo(name(account));
            assertThat(made.workloads().stream()
                            .filter(one -> one.at("/spec/template/spec/serviceAccountName")
                                    .asText()
                                    .equals(name(account))))
                    .containsExactly(set);
            int most = scalerOf(made, set).orElse(set.at("/spec/replicas").asInt(0));
            assertThat(each(role.get("rules")).flatMap(rule -> each(rule.get("resourceNames"))))
                    .extracting(JsonNode::asText)
                    .containsExactlyElementsOf(IntStream.range(0, most)
                            .mapToObj(i -> name(set) + "-" + i)
                            .toList());
            assertThat(each(role.get("rules"))).allSatisfy(rule -> {
                assertThat(rule.get("verbs")).extracting(JsonNode::asText).containsExactly("patch");
                assertThat(rule.get("resources")).extracting(JsonNode::asText).containsExactly("pods");
            });
        }
    }

    private static Optional<Integer> scalerOf(Manifests made, JsonNode set) {
        return Stream.concat(
                        made.of("ScaledObject").stream().map(one -> Map.entry(one, "/spec/maxReplicaCount")),
                        made.of("HorizontalPodAutoscaler").stream().map(one -> Map.entry(one, "/spec/maxReplicas")))
                .filter(one ->
                        one.getKey().at("/spec/scaleTargetRef/name").asText().equals(name(set)))
                .map(one -> one.getKey().at(one.getValue()).asInt())
                .findFirst();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void aNetworkPolicyGuardsEachWorkloadAndEachCallerExists(Manifests made) {
        Set<JsonNode> guarded = made.of("NetworkPolicy").stream()
                .flatMap(policy -> made.selectedBy(policy.at("/spec/podSelector/matchLabels")).stream())
                .collect(Collectors.toSet());
        assertThat(guarded).containsAll(made.workloads());
    }

    private static int seconds(String text) {
        return Integer.parseInt(text.replaceAll("[sS]$", ""));
    }
}
