package io.sluice.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the chart makes. */
record Manifests(List<JsonNode> all) {
    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet");

    List<JsonNode> of(String kind) {
        return all.stream().filter(one -> kind(one).equals(kind)).toList();
    }

    JsonNode one(String kind, String name) {
        return of(kind).stream()
                .filter(one -> name(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + kind + " " + name + ", but "
                        + all.stream()
                                .map(each -> kind(each) + " " + name(each))
                                .toList()));
    }

    List<JsonNode> workloads() {
        return all.stream().filter(one -> WORKLOADS.contains(kind(one))).toList();
    }

    /** Pods' specs: of workloads and jobs, and of the test. */
    List<JsonNode> pods() {
        return Stream.concat(
                        Stream.concat(workloads().stream(), of("Job").stream())
                                .map(one -> one.at("/spec/template/spec")),
                        of("Pod").stream().map(one -> one.get("spec")))
                .toList();
    }

    /** The workloads whose pods carry all labels of the selector. */
    List<JsonNode> selectedBy(JsonNode selector) {
        return workloads().stream()
                .filter(one -> carries(one.at("/spec/template/metadata/labels"), selector))
                .toList();
    }

    /** The workload of a component, or of a pool of agents: {@code gateway}, {@code agent-default}. */
    JsonNode workload(String part) {
        return workloads().stream()
                .filter(one -> part(one).equals(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + part + " in "
                        + workloads().stream().map(Manifests::part).toList()));
    }

    /** Which component or pool a workload is. */
    static String part(JsonNode workload) {
        JsonNode labels = workload.at("/spec/template/metadata/labels");
        String pool = labels.path("sluice.io/pool").asText();
        return labels.path("app.kubernetes.io/component").asText() + (pool.isEmpty() ? "" : "-" + pool);
    }

    Properties settings(String configMap) {
        Properties settings = new Properties();
        try {
            settings.load(new StringReader(one("ConfigMap", configMap)
                    .at("/data/application.properties")
                    .asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    static boolean carries(JsonNode labels, JsonNode selector) {
        return selector.properties().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static String kind(JsonNode one) {
        return one.path("kind").asText();
    }

    static String name(JsonNode one) {
        return one.at("/metadata/name").asText();
    }
}
