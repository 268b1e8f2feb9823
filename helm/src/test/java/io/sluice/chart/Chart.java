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
import java.util.stream.Stream;

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
        return renderAs("try", values);
    }

    /** The same under another release's name. */
    static Manifests renderAs(String release, String... values) {
        return render(FOLDER, release, values);
    }

    /** The same with hooks, which rendering leaves out, and with the notes as a ConfigMap of that name. */
    static Manifests renderAll(String... values) {
        return render(Whole.FOLDER, "try", values);
    }

    /** The same of a chart in another folder. Hooks are left out. */
    static Manifests render(Path chart, String release, String... values) {
        StandInCluster.start();
        var command =
                new Helm(chart).template().withName(release).withNamespace("ns").withKubeVersion(KUBERNETES);
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

    /** The chart again, in a folder that is not there yet, for a test to change. */
    static Path copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(FOLDER.relativize(file).toString()));
            }
        }
        return copy;
    }

    /** A copy of the chart in which hooks are plain objects and the notes are one too. */
    private static final class Whole {
        static final Path FOLDER = made();

        private static Path made() {
            try {
                Path folder = copyTo(Files.createTempDirectory("chart").resolve("sluice"));
                for (String hook : List.of("tests/task.yaml", "uninstall.yaml")) {
                    Path file = folder.resolve("templates").resolve(hook);
                    Files.writeString(file, Files.readString(file).replace("helm.sh/hook", "example.org/hook"));
                }
                Path notes = folder.resolve("templates/NOTES.txt");
                Files.writeString(
                        folder.resolve("templates/notes.yaml"),
                        "{{ define \"notes\" }}" + Files.readString(notes)
                                + "{{ end }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\n"
                                + "data: {notes: {{ include \"notes\" . | toJson }}}\n");
                Files.delete(notes);
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
