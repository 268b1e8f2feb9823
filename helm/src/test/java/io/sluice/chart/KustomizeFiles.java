package io.sluice.chart;

import static io.sluice.chart.Manifests.kind;
import static io.sluice.chart.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files under deploy/kubernetes that are made from the chart: the base, and what the trial has besides. Left out is
 * what only helm can do or reads: tokens made at random, the test's hook, helm's own labels. Settings are files that
 * kustomize makes ConfigMaps of, so that a changed setting rolls the pods, which helm does by an annotation.
 */
final class KustomizeFiles {
    static final Path FOLDER = Chart.ROOT.resolve("deploy/kubernetes");
    private static final String RELEASE = "sluice";
    private static final String SETTINGS = "application.properties";
    private static final String HEAD =
            "# Made from the chart by KustomizeTest, which says how to make it anew; edit the chart, or an overlay.\n";
    private static final Set<String> ROLLED = Set.of("Deployment", "StatefulSet");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
            .enable(
                    YAMLGenerator.Feature.MINIMIZE_QUOTES,
                    YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS,
                    YAMLGenerator.Feature.LITERAL_BLOCK_STYLE,
                    YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private KustomizeFiles() {}

    /** What the chart makes of the values in a folder of deploy/kubernetes and of all before it, as kustomize has it. */
    static List<JsonNode> chart(String... folders) {
        String[] values = List.of(folders).stream()
                .map(folder -> read(FOLDER.resolve(folder).resolve("values.yaml")))
                .toArray(String[]::new);
        return Chart.renderAs(RELEASE, values).all().stream()
                .filter(one -> !kind(one).equals("Secret")
                        && !one.at("/metadata/annotations").has("helm.sh/hook"))
                .map(KustomizeFiles::withoutHelm)
                .toList();
    }

    /** Content by path, below {@link #FOLDER}. */
    static Map<String, String> made() {
        Map<String, String> files = new TreeMap<>();
        List<JsonNode> base = chart("base");
        ObjectNode kustomization = YAML.createObjectNode()
                .put("apiVersion", "kustomize.config.k8s.io/v1beta1")
                .put("kind", "Kustomization");
        var resources = kustomization.putArray("resources");
        var generators = kustomization.putArray("configMapGenerator");
        Map<String, List<JsonNode>> byComponent = base.stream()
                .filter(one -> !one.at("/data").has(SETTINGS))
                .collect(Collectors.groupingBy(KustomizeFiles::component, TreeMap::new, Collectors.toList()));
        byComponent.forEach((component, objects) -> {
            files.put("base/" + component + ".yaml", yaml(objects));
            resources.add(component + ".yaml");
        });
        for (JsonNode one : base) {
            if (one.at("/data").has(SETTINGS)) {
                String file = "settings/" + name(one).substring(RELEASE.length() + 1) + ".properties";
                files.put("base/" + file, one.at("/data").get(SETTINGS).asText() + "\n");
                ObjectNode generator = generators.addObject().put("name", name(one));
                generator.putArray("files").add(SETTINGS + "=" + file);
                generator.putObject("options").set("labels", one.at("/metadata/labels"));
            }
        }
        files.put("base/kustomization.yaml", yaml(List.of(kustomization)));
        Set<String> known = base.stream().map(one -> kind(one) + name(one)).collect(Collectors.toSet());
        files.put(
                "overlays/trial/backends.yaml",
                yaml(chart("base", "overlays/trial").stream()
                        .filter(one -> !known.contains(kind(one) + name(one)))
                        .toList()));
        return files;
    }

    private static String component(JsonNode one) {
        JsonNode labels = one.at("/metadata/labels");
        String pool = labels.path("sluice.io/pool").asText();
        return labels.path("app.kubernetes.io/component").asText() + (pool.isEmpty() ? "" : "-" + pool);
    }

    private static JsonNode withoutHelm(JsonNode one) {
        ObjectNode clean = one.deepCopy();
        labels(clean.at("/metadata"));
        if (ROLLED.contains(kind(clean))) {
            labels(clean.at("/spec/template/metadata"));
            ((ObjectNode) clean.at("/spec/template/metadata")).remove("annotations");
        }
        return clean;
    }

    private static void labels(JsonNode metadata) {
        if (metadata.get("labels") instanceof ObjectNode labels) {
            labels.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
        }
    }

    private static String yaml(List<JsonNode> objects) {
        return objects.stream()
                .map(one -> {
                    try {
                        return YAML.writeValueAsString(one);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .collect(Collectors.joining("---\n", HEAD, ""));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
