package io.sluice.chart;

import static io.sluice.chart.Manifests.each;
import static io.sluice.chart.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubernetes.client.custom.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pods of the chart are: when they are out of their Services, what they ask for, as whom they run. */
class ChartPodsTest {
    private static final List<String> SUITE = List.of("registry", "dispatch", "gateway", "agent-default");

    /** By a drain, in seconds. */
    private static final int OUT_WITHIN = 4;

    /** For as long as this, in seconds, a pod may say nothing. */
    private static final int SLOW_FOR = 10;

    /** A laptop's two cores and 4 GiB, without what Kubernetes itself asks for on one: 0.95 CPU and 290 MiB with kind. */
    private static final BigDecimal CPU = new BigDecimal("1.05");

    private static final BigDecimal MEMORY =
            BigDecimal.valueOf(4096L - 290 - 256).multiply(BigDecimal.valueOf(1 << 20));

    @Test
    void aDrainTakesAGatewayOutAtOnceAndSlownessDoesNot() {
        JsonNode gateway = Chart.render(Chart.PRODUCTION).workload("gateway");
        JsonNode probe = gateway.at("/spec/template/spec/containers/0/readinessProbe");
        int period = probe.get("periodSeconds").asInt();
        int failures = probe.get("failureThreshold").asInt();
        int timeout = probe.get("timeoutSeconds").asInt();

        assertThat(failures).as("one slow probe takes nobody out").isGreaterThanOrEqualTo(2);
        assertThat(period * failures)
                .as("a 503 is noticed within one period, and believed at the last failure")
                .isLessThanOrEqualTo(OUT_WITHIN);
        assertThat(timeout * failures)
                .as("each failure of one that says nothing takes the whole timeout")
                .isGreaterThanOrEqualTo(SLOW_FOR);
        int serves = Integer.parseInt(Chart.render(Chart.PRODUCTION)
                .settings("try-sluice-gateway")
                .getProperty("quarkus.shutdown.delay")
                .replace("S", ""));
        assertThat(serves).as("one that stops serves on for longer").isGreaterThan(period * failures);
    }

    /** Then an upgrade goes on past it; a load balancer that follows /ping leaves it all the same. */
    @Test
    void aDrainedGatewaysPodStaysReadyWhereTheValuesSaySo() {
        for (boolean ready : List.of(false, true)) {
            assertThat(Chart.render(Chart.PRODUCTION, "gateway: {readyWhileDrained: " + ready + "}")
                            .workload("gateway")
                            .at("/spec/template/spec/containers/0/readinessProbe/httpGet/path")
                            .asText())
                    .isEqualTo(ready ? "/q/health/live" : "/q/health/ready");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "dispatch", "agent-default", "postgres", "kafka"})
    void noPodIsOutOfServiceForOneSlowProbe(String part) {
        JsonNode probe = Chart.render(Chart.TRIAL).workload(part).at("/spec/template/spec/containers/0/readinessProbe");
        assertThat(probe.path("failureThreshold").asInt(3)).isGreaterThanOrEqualTo(2);
        assertThat(probe.path("timeoutSeconds").asInt(1)
                        * probe.path("failureThreshold").asInt(3))
                .isGreaterThanOrEqualTo(SLOW_FOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
    void postgresIsAskedForADatabaseThatIsThereAndGivenTime(String kind) {
        JsonNode container = Chart.render(Chart.TRIAL).workload("postgres").at("/spec/template/spec/containers/0");
        List<String> command = each(container.at("/" + kind + "/exec/command"))
                .map(JsonNode::asText)
                .toList();

        assertThat(command).first().isEqualTo("pg_isready");
        assertThat(command.get(command.indexOf("-d") + 1))
                .isEqualTo(each(container.get("env"))
                        .filter(variable -> variable.get("name").asText().equals("POSTGRES_DB"))
                        .map(variable -> variable.get("value").asText())
                        .findFirst()
                        .orElseThrow());
        assertThat(container.at("/" + kind + "/timeoutSeconds").asInt())
                .as("longer than pg_isready waits itself")
                .isGreaterThan(Integer.parseInt(command.get(command.indexOf("-t") + 1)));
    }

    @Test
    void theTrialWithTwoOfEachFitsALaptopsClusterWhileItIsUpgradedToo() throws IOException {
        Manifests trial = Chart.renderAll(Chart.TRIAL);
        assertThat(trial.workload("gateway").at("/spec/replicas").asInt()).isEqualTo(2);

        assertThat(sum(trial, "cpu")).isLessThanOrEqualTo(CPU);
        assertThat(sum(trial, "memory")).isLessThanOrEqualTo(MEMORY);
        assertThat(Files.readString(Chart.ROOT.resolve("deploy/README.md")))
                .contains("0.75 CPU and 2,688 MiB")
                .contains("0.86 CPU and 3,216 MiB");
        assertThat(sum(trial, "cpu")).isEqualByComparingTo("0.86");
        assertThat(sum(trial, "memory").divideToIntegralValue(BigDecimal.valueOf(1 << 20)))
                .isEqualByComparingTo("3216");
    }

    /** Requests of all pods, with one more of each Deployment, as an upgrade makes it, and with the test. */
    private static BigDecimal sum(Manifests made, String amount) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode workload : made.workloads()) {
            int pods = workload.at("/spec/replicas").asInt()
                    + workload.at("/spec/strategy/rollingUpdate/maxSurge").asInt(0);
            for (JsonNode container : workload.at("/spec/template/spec/containers")) {
                sum = sum.add(request(container, amount).multiply(BigDecimal.valueOf(pods)));
            }
        }
        return sum.add(request(made.of("Pod").get(0).at("/spec/containers/0"), amount));
    }

    private static BigDecimal request(JsonNode container, String amount) {
        return Quantity.fromString(container.at("/resources/requests/" + amount).asText())
                .getNumber();
    }

    /** Key by key, so that who says one does not have to say the others. */
    @Test
    void whatTheValuesSayOfResourcesGoesOverTheChartsOwn() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "gateway: {resources: {limits: {memory: 2Gi}}}",
                "agents: {default: {resources: {requests: {cpu: '2', ephemeral-storage: 1Gi}, limits: {memory: null}}}}");
        assertThat(made.workload("gateway")
                        .at("/spec/template/spec/containers/0/resources")
                        .toString())
                .isEqualTo("{\"limits\":{\"memory\":\"2Gi\"},\"requests\":{\"cpu\":\"250m\",\"memory\":\"512Mi\"}}");
        assertThat(made.workload("agent-default")
                        .at("/spec/template/spec/containers/0/resources")
                        .toString())
                .isEqualTo("{\"limits\":{},\"requests\":"
                        + "{\"cpu\":\"2\",\"ephemeral-storage\":\"1Gi\",\"memory\":\"512Mi\"}}");
    }

    @Test
    void eachPodMayRunInANamespaceThatIsRestricted() throws IOException {
        Manifests made = Chart.renderAll(Chart.TRIAL, "uninstall: {drain: true}");
        assertThat(made.pods())
                .hasSizeGreaterThan(SUITE.size() + 2)
                .allSatisfy(pod -> assertThat(isRestricted(pod)).as("%s", pod).isTrue());

        // The pod that the trial's own scenarios call from.
        String run = Files.readString(Chart.ROOT.resolve("deploy/e2e/run"));
        Matcher client = Pattern.compile("(?ms)^apiVersion: v1\nkind: Pod\nmetadata: \\{name: client\\}\n.*?(?=^YAML$)")
                .matcher(run);
        assertThat(client.find()).isTrue();
        assertThat(isRestricted(Chart.documents(client.group().replaceAll("\\$\\{?\\w+\\}?", "some"))
                        .get(0)
                        .get("spec")))
                .isTrue();
    }

    /** The rules of the Pod Security level "restricted" that concern what a chart writes. */
    private static boolean isRestricted(JsonNode pod) {
        JsonNode whole = pod.path("securityContext");
        Set<String> volumes = Set.of(
                "configMap",
                "csi",
                "downwardAPI",
                "emptyDir",
                "ephemeral",
                "persistentVolumeClaim",
                "projected",
                "secret");
        Predicate<JsonNode> safe = container -> {
            JsonNode own = container.path("securityContext");
            return !own.path("allowPrivilegeEscalation").asBoolean(true)
                    && own.at("/capabilities/drop/0").asText().equals("ALL")
                    && own.at("/capabilities/add").isMissingNode()
                    && !own.path("privileged").asBoolean(false)
                    && own.path("runAsNonRoot")
                            .asBoolean(whole.path("runAsNonRoot").asBoolean(false))
                    && own.path("runAsUser").asInt(1) != 0
                    && own.at("/seccompProfile/type")
                            .asText(whole.at("/seccompProfile/type").asText())
                            .equals("RuntimeDefault")
                    && each(container.path("ports"))
                            .noneMatch(port -> port.path("hostPort").asInt(0) != 0);
        };
        return each(pod.get("containers")).allMatch(safe)
                && each(pod.path("initContainers")).allMatch(safe)
                && whole.path("runAsUser").asInt(1) != 0
                && each(pod.path("volumes"))
                        .allMatch(volume -> volume.properties().stream()
                                .allMatch(one -> one.getKey().equals("name") || volumes.contains(one.getKey())))
                && List.of("hostNetwork", "hostPID", "hostIPC").stream().noneMatch(pod::has);
    }

    /** As OpenShift wants it: its admission refuses a pod that names a user or group out of the namespace's range. */
    @Test
    void noPodNamesAUserWhereThePlatformPicksIt() {
        Manifests made = Chart.renderAll(
                Chart.TRIAL,
                "podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null}",
                "uninstall: {drain: true}");
        assertThat(made.pods()).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.get("securityContext").properties())
                    .extracting(java.util.Map.Entry::getKey)
                    .containsExactlyInAnyOrder("runAsNonRoot", "fsGroupChangePolicy", "seccompProfile");
            assertThat(isRestricted(pod)).isTrue();
        });
    }

    @Test
    void aPartsOwnSecurityContextGoesOverTheCharts() {
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                "gateway: {podSecurityContext: {runAsUser: 20002, fsGroup: null}, securityContext: {readOnlyRootFilesystem: false}}");
        JsonNode gateway = made.workload("gateway").at("/spec/template/spec");
        assertThat(gateway.at("/securityContext/runAsUser").asInt()).isEqualTo(20002);
        assertThat(gateway.at("/securityContext").has("fsGroup")).isFalse();
        assertThat(gateway.at("/containers/0/securityContext/readOnlyRootFilesystem")
                        .asBoolean(true))
                .isFalse();
        assertThat(made.workload("registry")
                        .at("/spec/template/spec/securityContext/runAsUser")
                        .asInt())
                .isEqualTo(10001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "dispatch", "gateway", "agent-default"})
    void whatOperatorsSetOnAPodIsThere(String part) {
        String where = part.replaceAll("agent-(.*)", "agents");
        String values = """
                priorityClassName: high
                runtimeClassName: gvisor
                podLabels: {team: own, example.org/tier: front}
                podAnnotations: {example.org/scrape: "no"}
                initContainers: [{name: first, image: busybox}]
                extraContainers: [{name: beside, image: busybox}]
                volumes: [{name: cache, emptyDir: {}}]
                volumeMounts: [{name: cache, mountPath: /cache}]
                """;
        values = where.equals("agents") ? "agents:\n  default:\n" + values.indent(4) : where + ":\n" + values.indent(2);
        String digest = "sha256:" + "a".repeat(64);
        Manifests made = Chart.render(
                Chart.PRODUCTION,
                values,
                "commonLabels: {team: all, cost-centre: \"7\"}",
                "image: {digests: {%s: \"%s\"}}".formatted(part.replaceAll("-.*", ""), digest));

        JsonNode template = made.workload(part).at("/spec/template");
        JsonNode pod = template.get("spec");
        assertThat(pod.path("priorityClassName").asText()).isEqualTo("high");
        assertThat(pod.path("runtimeClassName").asText()).isEqualTo("gvisor");
        assertThat(template.at("/metadata/labels/team").asText()).isEqualTo("own");
        assertThat(template.at("/metadata/labels/cost-centre").asText()).isEqualTo("7");
        assertThat(template.at("/metadata/labels/example.org~1tier").asText()).isEqualTo("front");
        assertThat(template.at("/metadata/annotations/example.org~1scrape").asText())
                .isEqualTo("no");
        assertThat(pod.at("/initContainers/0/name").asText()).isEqualTo("first");
        assertThat(pod.at("/containers/1/name").asText()).isEqualTo("beside");
        assertThat(each(pod.get("volumes")))
                .anyMatch(volume -> volume.get("name").asText().equals("cache"));
        assertThat(each(pod.at("/containers/0/volumeMounts")))
                .anyMatch(mount -> mount.get("mountPath").asText().equals("/cache"));
        assertThat(pod.at("/containers/0/image").asText()).endsWith("@" + digest);
        assertThat(made.all())
                .allSatisfy(
                        one -> assertThat(one.at("/metadata/labels/cost-centre").asText())
                                .as(name(one))
                                .isEqualTo("7"));
        assertThat(made.workloads())
                .allSatisfy(workload -> assertThat(
                                workload.at("/spec/selector/matchLabels").has("team"))
                        .isFalse());
    }

    @Test
    void podsAreKeptApartWhereTheValuesSaySo() {
        Manifests made =
                Chart.render(Chart.PRODUCTION, "topologySpread: {nodes: DoNotSchedule, zones: ScheduleAnyway}");
        for (String part : SUITE) {
            JsonNode spread = made.workload(part).at("/spec/template/spec/topologySpreadConstraints");
            assertThat(spread.get(0).get("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
            assertThat(spread.get(0).get("whenUnsatisfiable").asText()).isEqualTo("DoNotSchedule");
            assertThat(spread.get(0).get("minDomains").asInt())
                    .as("when one Kubernetes node alone takes pods, it is not filled with all replicas")
                    .isEqualTo(2);
            assertThat(spread.get(1).get("topologyKey").asText()).isEqualTo("topology.kubernetes.io/zone");
            assertThat(spread.get(1).has("minDomains")).isFalse();
        }
    }
}
