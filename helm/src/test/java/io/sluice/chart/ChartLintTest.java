package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chart is linted strictly with the values in {@code sluice/ci}, where chart-testing looks for them too. Lint lets
 * {@code fail} pass as information, and the defaults alone are refused, since there is no database to guess: linted with them
 * the chart would be clean whatever its templates say. So each case is rendered as well.
 */
class ChartLintTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path folder;

    static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(Chart.FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCaseIsCleanInTheStrictLintAndRenders(Path values) throws IOException {
        LintResult result = lint(Files.readString(values));
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
        assertThat(Chart.render(Files.readString(values)).all())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(KubernetesSchema.violations(one)).isEmpty());
    }

    @Test
    void theCasesMakeEveryKindOfObjectThatTheTemplatesName() throws IOException {
        StringBuilder templates = new StringBuilder();
        try (Stream<Path> files = Files.walk(Chart.FOLDER.resolve("templates"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
                templates.append(Files.readString(file));
            }
        }
        StringBuilder made = new StringBuilder();
        for (Path values : cases()) {
            Chart.renderAll(Files.readString(values))
                    .all()
                    .forEach(one -> made.append(Manifests.kind(one)).append('\n'));
        }
        assertThat(templates.toString().lines().filter(line -> line.startsWith("kind: ")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(made.toString().lines()).contains(line.substring("kind: ".length())));
    }

    @Test
    void theDefaultsAloneAreRefusedByName() {
        assertThatThrownBy(Chart::render).hasMessageContaining("kafka.bootstrapServers is empty");
    }

    @Test
    void aCaseThatIsWrongIsNotClean() throws IOException {
        assertThat(lint("gateway: {replica: 3}").isFailed()).isTrue();
    }

    /** Lints a copy of the chart whose defaults the values have replaced, as {@code helm lint --strict -f} would. */
    private LintResult lint(String values) throws IOException {
        Path copy = Chart.copyTo(folder.resolve("sluice"));
        ObjectNode defaults =
                (ObjectNode) YAML.readTree(copy.resolve("values.yaml").toFile());
        merge(defaults, YAML.readTree(values));
        YAML.writeValue(copy.resolve("values.yaml").toFile(), defaults);
        return new Helm(copy).lint().strict().call();
    }

    private static void merge(ObjectNode into, JsonNode from) {
        from.properties().forEach(one -> {
            if (into.get(one.getKey()) instanceof ObjectNode inner
                    && one.getValue().isObject()) {
                merge(inner, one.getValue());
            } else {
                into.set(one.getKey(), one.getValue());
            }
        });
    }
}
