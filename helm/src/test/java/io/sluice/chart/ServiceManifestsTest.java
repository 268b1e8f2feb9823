package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each service's build writes for kind and minikube says what the chart says: kinds, ports, probes, labels, environment,
 * settings, grace, users, rights; all but what {@link ServiceManifests} lists.
 */
class ServiceManifestsTest {
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    @ParameterizedTest
    @CsvSource({
        "node-registry-service, registry",
        "task-dispatch-service, dispatch",
        "gateway-service, gateway",
        "node-agent, agent"
    })
    void theBuildOfAServiceWritesWhatTheChartMakes(String service, String component) {
        assumeTrue(
                Files.exists(Chart.ROOT.resolve(service).resolve("target/quarkus-app")),
                () -> service
                        + " is not packaged, so that there are no manifests to compare: ./mvnw package -DskipTests");
        List<JsonNode> written = ServiceManifests.written(service);

        assertThat(written)
                .allSatisfy(one -> assertThat(KubernetesSchema.violations(one)).isEmpty());
        assertThat(ServiceManifests.told(written))
                .as("%s; package it again after a change", ServiceManifests.file(service))
                .containsExactlyInAnyOrderEntriesOf(ServiceManifests.told(ServiceManifests.chart(component)));
    }

    @ParameterizedTest
    @CsvSource({
        CONTAINER + "/livenessProbe, failureThreshold, 7",
        CONTAINER + "/livenessProbe, initialDelaySeconds, 5",
        CONTAINER + "/readinessProbe/httpGet, path, /q/health",
        CONTAINER + "/readinessProbe/httpGet, port, 9999",
        CONTAINER + "/startupProbe, periodSeconds, 3",
        CONTAINER + "/startupProbe, timeoutSeconds, 1",
        CONTAINER + "/ports/0, containerPort, 9999",
        CONTAINER + "/env/0, value, elsewhere:9092",
        CONTAINER + "/env/0, name, OTHER",
        CONTAINER + "/securityContext, readOnlyRootFilesystem, false",
        "/spec/template/spec/securityContext, runAsUser, 0",
        "/spec/template/spec, terminationGracePeriodSeconds, 30",
        "/spec/template/metadata/labels, app.kubernetes.io/component, other",
        "/spec/selector/matchLabels, app.kubernetes.io/instance, other",
    })
    void aDifferenceIsSeen(String where, String field, String value) {
        List<JsonNode> objects = ServiceManifests.chart("registry");
        JsonNode workload = new Manifests(objects).one("Deployment", "sluice-registry");
        var before = ServiceManifests.told(objects);

        ((ObjectNode) workload.at(where)).put(field, value);

        assertThat(ServiceManifests.told(objects)).isNotEqualTo(before);
    }

    /** Maven builds modules in the order in which they stand, as long as none depends on another. */
    @ParameterizedTest
    @ValueSource(strings = {"node-registry-service", "task-dispatch-service", "gateway-service", "node-agent"})
    void aServiceIsPackagedBeforeThisModuleIsTested(String service) {
        String modules = KustomizeFiles.read(Chart.ROOT.resolve("pom.xml"));

        assertThat(modules.indexOf("<module>" + service + "<"))
                .isPositive()
                .isLessThan(modules.indexOf("<module>helm<"));
    }
}
