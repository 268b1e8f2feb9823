package io.sluice.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The chart of this module, rendered with values written as YAML. */
final class Chart {
    static final Path ROOT = Path.of(System.getProperty("sluice.root", ".."));
    static final Path FOLDER = Path.of("sluice").toAbsolutePath();
    /** The oldest Kubernetes that the chart is for. */
    private static final String KUBERNETES = "1.31.0";

    /** What a production install must say. */
    static final String PRODUCTION = """
            kafka: {bootstrapServers: "kafka-1:9092,kafka-2:9092"}
            database:
              registry: {host: postgres, existingSecret: registry-login}
              dispatch: {host: postgres, existingSecret: dispatch-login}
            """;

    static final String TRIAL = "trial: {enabled: true}\n";

    private Chart() {}

    /** Every object; fails with helm's words when the values are refused. */
    static Manifests render(String... values) {
        StandInCluster.start();
        var command =
                new Helm(FOLDER).template().withName("try").withNamespace("ns").withKubeVersion(KUBERNETES);
        List<Path> files = List.of(values).stream().map(Chart::file).toList();
        try {
            files.forEach(command::withValuesFile);
            return new Manifests(documents(command.call()));
        } finally {
            files.forEach(file -> file.toFile().delete());
        }
    }

    static List<JsonNode> documents(String yaml) {
        YAMLMapper mapper = new YAMLMapper();
        try (var parser = new YAMLFactory().createParser(yaml)) {
            return mapper.readValues(parser, JsonNode.class).readAll().stream()
                    .filter(JsonNode::isObject)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
    }

    private static Path file(String values) {
        try {
            return Files.writeString(Files.createTempFile("values", ".yaml"), values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
