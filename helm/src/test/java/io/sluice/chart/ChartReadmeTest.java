package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The chart's README says what values.yaml says, and is written anew with {@code -Dsluice.chart.write=true}; a value without
 * its sentence is no value. The icon is the file beside it.
 */
class ChartReadmeTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path README = Chart.FOLDER.resolve("README.md");
    private static final String FROM =
            "<!-- Made from values.yaml by ChartReadmeTest, which says how to make it anew. -->\n";

    /** A value's path with dots, what is said of it, and its default. */
    private record Value(String path, String sentence, String standard) {}

    @Test
    void theReadmeSaysWhatTheValuesSay() throws IOException {
        String before = Files.readString(README);
        String made = before.substring(0, before.indexOf(FROM)) + FROM + table(values());
        if (Boolean.getBoolean("sluice.chart.write")) {
            Files.writeString(README, made);
        }
        assertThat(README)
                .as("write it anew: ./mvnw -pl helm test -Dtest=ChartReadmeTest -Dsluice.chart.write=true")
                .hasContent(made);
    }

    @Test
    void eachValueHasASentenceAndTheSchemaKnowsIt() throws IOException {
        List<Value> values = values();
        assertThat(values)
                .allSatisfy(
                        value -> assertThat(value.sentence()).as(value.path()).matches("(?s).{4,}[.)]"));
        JsonNode schema = new ObjectMapper()
                .readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
        TreeSet<String> known = new TreeSet<>();
        leaves("", schema, schema, known);
        TreeSet<String> told = new TreeSet<>(values.stream().map(Value::path).toList());
        assertThat(told).isEqualTo(known);
    }

    @Test
    void theIconIsTheFileBesideTheChart() throws IOException {
        String icon = YAML.readTree(Chart.FOLDER.resolve("Chart.yaml").toFile())
                .path("icon")
                .asText();
        String start = "data:image/svg+xml;base64,";
        assertThat(icon).startsWith(start);
        assertThat(new String(Base64.getDecoder().decode(icon.substring(start.length())), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(Chart.FOLDER.resolve("icon.svg")));
    }

    /** Of each value of values.yaml that has no values in it, or a sentence for all of them. */
    private static List<Value> values() throws IOException {
        JsonNode tree = YAML.readTree(Chart.FOLDER.resolve("values.yaml").toFile());
        List<Value> values = new ArrayList<>();
        List<String> sentence = new ArrayList<>();
        Deque<String> path = new ArrayDeque<>();
        for (String line : Files.readAllLines(Chart.FOLDER.resolve("values.yaml"))) {
            String text = line.strip();
            int depth = (line.length() - line.stripLeading().length()) / 2;
            if (text.startsWith("# ")) {
                sentence.add(text.substring(2));
                continue;
            }
            if (text.matches("[A-Za-z]+:.*")) {
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(text.substring(0, text.indexOf(':')));
                JsonNode value = tree.at("/" + String.join("/", path));
                if (!value.isMissingNode()
                        && !isInside(String.join(".", path))
                        && (!value.isObject() || value.isEmpty() || isWhole(String.join(".", path)))) {
                    values.add(new Value(String.join(".", path), String.join(" ", sentence), standard(value)));
                }
            }
            sentence.clear();
        }
        return values;
    }

    /** Maps that are one value. */
    private static boolean isWhole(String path) {
        return path.equals("agents") || path.endsWith(".resources");
    }

    private static boolean isInside(String path) {
        return path.startsWith("agents.") || path.contains(".resources.");
    }

    private static String standard(JsonNode value) throws IOException {
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : value.toString();
    }

    private static String table(List<Value> values) {
        StringBuilder table = new StringBuilder("| value | default | meaning |\n| --- | --- | --- |\n");
        for (Value value : values) {
            table.append("| `%s` | `%s` | %s |\n"
                    .formatted(
                            value.path(),
                            value.standard().replace("|", "\\|"),
                            value.sentence().replace("|", "\\|").replace("<", "&lt;")));
        }
        return table.toString();
    }

    private static void leaves(String path, JsonNode type, JsonNode schema, TreeSet<String> into) {
        if (type.has("$ref")) {
            leaves(path, schema.at(type.get("$ref").asText().substring(1)), schema, into);
        } else if (path.equals("podSecurityContext") || path.equals("securityContext")) {
            JsonNode defaults = yaml().get(path);
            defaults.properties().forEach(one -> into.add(path + "." + one.getKey() + inner(one.getValue())));
        } else if (type.has("properties") && !isWhole(path) && !path.endsWith("podDisruptionBudget")) {
            type.get("properties").properties().stream()
                    .filter(one -> !one.getKey().equals("global"))
                    .forEach(one -> leaves(
                            path.isEmpty() ? one.getKey() : path + "." + one.getKey(), one.getValue(), schema, into));
        } else {
            into.add(path);
        }
    }

    private static String inner(JsonNode value) {
        return value.isObject() ? "." + value.properties().iterator().next().getKey() : "";
    }

    private static JsonNode yaml() {
        try {
            return YAML.readTree(Chart.FOLDER.resolve("values.yaml").toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
