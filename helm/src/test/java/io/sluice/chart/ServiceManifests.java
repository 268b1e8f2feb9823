package io.sluice.chart;

import static io.sluice.chart.Manifests.kind;
import static io.sluice.chart.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The manifests that a service's build writes, and the objects of the chart that they are held to, each as a table of what
 * is said where: {@code Deployment sluice-registry/spec/replicas} is {@code 1}.
 */
final class ServiceManifests {
    /** The chart where one tries it, with the annotations of agents' pods, under the names of the plain manifests. */
    private static final List<String> VALUES = List.of(
            KustomizeFiles.read(KustomizeFiles.FOLDER.resolve("base/values.yaml")),
            KustomizeFiles.read(KustomizeFiles.FOLDER.resolve("overlays/trial/values.yaml")),
            "agents: {default: {annotatePod: true}}\n");

    /** Of the chart alone: budgets and policies are for a cluster that serves, and no pod here has that account. */
    private static final Set<String> CHART_ALONE =
            Set.of("PodDisruptionBudget", "NetworkPolicy", "ServiceAccount sluice-agent");

    /**
     * Fields that are not compared: annotations, since each tool notes itself; spreading, which means nothing on one
     * Kubernetes node; the namespace of a subject, which is that of the rest.
     */
    private static final Set<String> NOT_COMPARED = Set.of("annotations", "topologySpreadConstraints", "namespace");

    /**
     * Labels that are not compared: the build takes the workload's own name for {@code name}, and adds {@code part-of} to
     * selectors; the others are of versions and tools.
     */
    private static final Set<String> LABELS_NOT_COMPARED = Set.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/part-of",
            "app.kubernetes.io/version",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart");

    /** What Kubernetes takes when it is not said; the build says all of it. 420 is 0644. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "scheme", "HTTP",
            "replicas", "1",
            "successThreshold", "1",
            "initialDelaySeconds", "0",
            "protocol", "TCP",
            "optional", "false",
            "readOnly", "false",
            "defaultMode", "420",
            "type", "ClusterIP");

    /** Where a container's port is told by its name or its number, which means the same. */
    private static final Pattern NAMES_A_PORT = Pattern.compile("/(httpGet/port|targetPort)$");

    private ServiceManifests() {}

    /** Where the build of a service writes them. */
    static Path file(String service) {
        return Chart.ROOT.resolve(service).resolve("target/kubernetes/kubernetes.yml");
    }

    static List<JsonNode> written(String service) {
        return Chart.documents(KustomizeFiles.read(file(service)));
    }

    /** What the chart makes of one component. */
    static List<JsonNode> chart(String component) {
        return Chart.renderAs("sluice", VALUES.toArray(String[]::new)).all().stream()
                .filter(one -> one.at("/metadata/labels")
                        .path("app.kubernetes.io/component")
                        .asText()
                        .equals(component))
                .filter(one -> Stream.of(kind(one), key(one)).noneMatch(CHART_ALONE::contains))
                .toList();
    }

    /** Without what is not compared, and what Kubernetes takes anyway. */
    static Map<String, String> told(List<JsonNode> objects) {
        Map<String, String> ports = new TreeMap<>();
        objects.stream()
                .flatMap(one -> Manifests.each(one.at("/spec/template/spec/containers")))
                .flatMap(container -> Manifests.each(container.path("ports")))
                .forEach(port -> ports.put(
                        port.path("containerPort").asText(), port.path("name").asText()));
        Map<String, String> told = new TreeMap<>();
        objects.forEach(one -> tell(one, key(one), ports, told));
        return told;
    }

    private static void tell(JsonNode node, String where, Map<String, String> ports, Map<String, String> told) {
        if (node.isEmpty()) {
            String value = node.isValueNode() ? node.asText() : node.toString();
            told.put(where, NAMES_A_PORT.matcher(where).find() ? ports.getOrDefault(value, value) : value);
        }
        node.properties().forEach(field -> {
            if (isCompared(field.getKey(), field.getValue())) {
                tell(field.getValue(), where + "/" + field.getKey(), ports, told);
            }
        });
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            tell(node.get(i), where + "/" + nameOf(node.get(i), i), ports, told);
        }
    }

    private static boolean isCompared(String field, JsonNode value) {
        return !NOT_COMPARED.contains(field)
                && !LABELS_NOT_COMPARED.contains(field)
                && !(value.isValueNode() && value.asText().equals(DEFAULTS.get(field)));
    }

    /** What an element of a list is known by, whose place in it means nothing; or its place. */
    private static String nameOf(JsonNode element, int place) {
        return Stream.of("mountPath", "name", "key")
                .filter(element::has)
                .findFirst()
                .map(key -> element.get(key).asText())
                .orElse(String.valueOf(place));
    }

    private static String key(JsonNode one) {
        return kind(one) + " " + name(one);
    }
}
