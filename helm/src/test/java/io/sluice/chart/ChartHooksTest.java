package io.sluice.chart;

import static io.sluice.chart.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What helm does besides the objects: its test, its uninstall, its notes. */
class ChartHooksTest {
    private static final String POOLS = """
            agents:
              default: {}
              scaled: {autoscaling: {enabled: true, prometheus: "http://prometheus:9090"}}
              long: {shutdownWaitSeconds: 7200}
            """;

    /** helm 3 reads the logs of `helm test --logs` after it has deleted what its policy tells it to delete. */
    @Test
    void thePodOfTheTestIsThereWhenItsLogIsRead() throws IOException {
        String test = Files.readString(Chart.FOLDER.resolve("templates/tests/task.yaml"));
        assertThat(Pattern.compile("hook-delete-policy: (.*)")
                        .matcher(test)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactly("before-hook-creation");
    }

    @Test
    void anUninstallLetsTasksEndOnlyWhereTheValuesSaySo() {
        assertThat(Chart.renderAll(Chart.PRODUCTION).of("Job")).isEmpty();
        assertThat(Chart.renderAll(Chart.PRODUCTION, "uninstall: {drain: true}").of("Job"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2"})
    void theUninstallEmptiesEveryPoolAndGatewaysThatRunTasksAndMayDoNoMore(String gatewaysCap) {
        Manifests made = Chart.renderAll(
                Chart.PRODUCTION, POOLS, "uninstall: {drain: true}", "gateway: {taskCap: " + gatewaysCap + "}");
        JsonNode job = made.of("Job").get(0);
        JsonNode role = made.one("Role", "try-sluice-uninstall");
        Set<String> nodes = made.of("StatefulSet").stream()
                .map(Manifests::name)
                .filter(set -> set.contains("-agent-") || (set.endsWith("-gateway") && !gatewaysCap.equals("0")))
                .collect(Collectors.toSet());

        assertThat(texts(role.at("/rules/0/resourceNames"))).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(texts(role.at("/rules/0/resources"))).containsExactly("statefulsets/scale");
        assertThat(texts(role.at("/rules/2/resourceNames"))).containsExactly("try-sluice-agent-scaled");
        assertThat((variable(job, "AGENTS") + " " + variable(job, "GATEWAYS"))
                        .strip()
                        .split(" "))
                .containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(variable(job, "SCALERS")).isEqualTo("try-sluice-agent-scaled");
        int longest = made.workloads().stream()
                .filter(one -> nodes.contains(Manifests.name(one)))
                .mapToInt(one -> one.at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .max()
                .orElseThrow();
        assertThat(job.at("/spec/activeDeadlineSeconds").asInt()).isGreaterThan(longest);
        assertThat(job.at("/spec/template/spec/serviceAccountName").asText())
                .isEqualTo(made.one("RoleBinding", "try-sluice-uninstall")
                        .at("/subjects/0/name")
                        .asText());
        assertThat(made.selectedBy(job.at("/spec/template/metadata/labels"))).isEmpty();
        assertThat(made.workloads())
                .as("its pod is no workload's")
                .noneMatch(one -> Manifests.carries(
                        job.at("/spec/template/metadata/labels"), one.at("/spec/selector/matchLabels")));
    }

    @Test
    void theNotesSayWhereTheConsoleIsHowToGetTheCommandLineAndWhatAnUninstallLeaves() {
        String trial = notes(Chart.TRIAL, "trial: {storage: 1Gi}");
        assertThat(trial)
                .contains("The console is at $SLUICE_SERVER/", "port-forward service/try-sluice-gateway 8080:80")
                .contains("The command line is the script `sluice`", "sluice --help")
                .contains("helm -n ns test try --logs")
                .contains("scale statefulset -l", "helm -n ns uninstall try")
                .contains("Secret try-sluice-tokens", "Secret try-sluice-postgres", "data-try-sluice-kafka-0");
        assertThat(notes(Chart.PRODUCTION, "tokens: {existingSecret: mine}", "uninstall: {drain: true}"))
                .contains("helm -n ns uninstall try --timeout", "your databases and Kafka's topics")
                .doesNotContain("try-sluice-tokens", "scale statefulset");
        assertThat(notes(Chart.PRODUCTION, "ingress: {enabled: true, host: sluice.example.org, tlsSecret: some}"))
                .contains("export SLUICE_SERVER=https://sluice.example.org");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "5, false", "6, true", "10, true"})
    void theNotesSayWhenAFloorLeavesNoDrain(int floor, boolean said) {
        String notes = notes(Chart.PRODUCTION, "registry: {capacityFloor: " + floor + "}");
        assertThat(notes.contains("each is refused unless forced")).isEqualTo(said);
    }

    /** A second install finds what the first one left, and goes on with it. */
    @Test
    void secretsThatStayAreTakenByTheNextInstall() {
        for (String secret : List.of("try-sluice-tokens", "try-sluice-postgres")) {
            assertThat(Chart.render(Chart.TRIAL)
                            .one("Secret", secret)
                            .at("/metadata/annotations/helm.sh~1resource-policy")
                            .asText())
                    .isEqualTo("keep");
        }
        StandInCluster.keep("try-sluice-postgres", """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"try-sluice-postgres","namespace":"ns"},
                "data":{"password":"a2VwdA=="}}""");
        try {
            assertThat(Chart.render(Chart.TRIAL)
                            .one("Secret", "try-sluice-postgres")
                            .at("/data/password")
                            .asText())
                    .isEqualTo("a2VwdA==");
        } finally {
            StandInCluster.forget("try-sluice-postgres");
        }
    }

    private static String notes(String... values) {
        return Chart.renderAll(values)
                .one("ConfigMap", "notes")
                .at("/data/notes")
                .asText();
    }

    private static List<String> texts(JsonNode array) {
        return each(array).map(JsonNode::asText).toList();
    }

    private static String variable(JsonNode job, String name) {
        return each(job.at("/spec/template/spec/containers/0/env"))
                .filter(one -> one.get("name").asText().equals(name))
                .map(one -> one.path("value").asText())
                .findFirst()
                .orElseThrow();
    }
}
