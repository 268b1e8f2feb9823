package io.sluice.chart;

import static io.sluice.chart.Manifests.kind;
import static io.sluice.chart.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * deploy/kubernetes says what the chart says. Its base is written anew with {@code -Dsluice.kubernetes.write=true}. Overlays
 * are by hand, and each is held to the chart rendered with the values beside it; a {@code kubectl} or {@code kustomize} of
 * the system renders them, and without one of at least version 5 that part is skipped.
 */
class KustomizeTest {
    @Test
    void theBaseIsWhatTheChartMakes() throws IOException {
        Map<String, String> made = KustomizeFiles.made();
        if (Boolean.getBoolean("sluice.kubernetes.write")) {
            for (var file : made.entrySet()) {
                Path path = KustomizeFiles.FOLDER.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }
        made.forEach((path, content) -> assertThat(KustomizeFiles.FOLDER.resolve(path))
                .as("write it anew: ./mvnw -pl helm test -Dtest=KustomizeTest -Dsluice.kubernetes.write=true")
                .hasContent(content));
        try (Stream<Path> files = Files.walk(KustomizeFiles.FOLDER.resolve("base"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> KustomizeFiles.FOLDER.relativize(file).toString()))
                    .as("a file that the chart no longer makes")
                    .allMatch(file -> made.containsKey(file) || file.equals("base/values.yaml"));
        }
    }

    @Test
    void theBaseIsOfTheSchema() {
        KustomizeFiles.made().forEach((path, content) -> {
            if (path.endsWith(".yaml") && !path.endsWith("kustomization.yaml")) {
                assertThat(Chart.documents(content))
                        .isNotEmpty()
                        .allSatisfy(one ->
                                assertThat(KubernetesSchema.violations(one)).isEmpty());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/trial", "overlays/production"})
    void anOverlaySaysWhatTheChartSaysWithTheValuesBesideIt(String overlay) throws Exception {
        List<JsonNode> built = Chart.documents(kustomize(overlay));
        assertThat(built)
                .allSatisfy(one -> assertThat(KubernetesSchema.violations(one)).isEmpty());
        Map<String, JsonNode> expected = new TreeMap<>();
        KustomizeFiles.chart("base", overlay).forEach(one -> expected.put(kind(one) + " " + name(one), one));
        Map<String, JsonNode> actual = new TreeMap<>();
        built.stream().map(KustomizeTest::withoutHashes).forEach(one -> actual.put(kind(one) + " " + name(one), one));
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, one) ->
                assertThat(byName(actual.get(key))).as("%s: %s", overlay, key).isEqualTo(byName(one)));
    }

    /** With a container's env in the order of names: a patch puts what it sets first, which means nothing. */
    private static JsonNode byName(JsonNode one) {
        Manifests.each(one.at("/spec/template/spec/containers"))
                .filter(container -> container.has("env"))
                .map(container -> (ArrayNode) container.get("env"))
                .forEach(env -> {
                    List<JsonNode> sorted = Manifests.each(env)
                            .sorted(Comparator.comparing(
                                    variable -> variable.get("name").asText()))
                            .toList();
                    env.removeAll().addAll(sorted);
                });
        return one;
    }

    /** A generated ConfigMap's name ends in a hash of its content, in its users' volumes too. */
    private static JsonNode withoutHashes(JsonNode one) {
        ObjectNode plain = one.deepCopy();
        if (plain.at("/data").has("application.properties")) {
            ((ObjectNode) plain.get("metadata")).put("name", plainName(name(plain)));
            String settings = plain.at("/data/application.properties").asText();
            ((ObjectNode) plain.get("data")).put("application.properties", settings.stripTrailing());
        }
        Manifests.each(plain.at("/spec/template/spec/volumes"))
                .filter(volume -> volume.get("name").asText().equals("settings"))
                .map(volume -> (ObjectNode) volume.get("configMap"))
                .forEach(map -> map.put("name", plainName(map.get("name").asText())));
        return plain;
    }

    private static String plainName(String name) {
        return name.replaceAll("-[a-z0-9]{10}$", "");
    }

    private static String kustomize(String overlay) throws Exception {
        List<String> command = command();
        assumeTrue(!command.isEmpty(), "neither kubectl nor kustomize with kustomize 5 or newer is installed");
        Path errors = Files.createTempFile("kustomize", ".txt");
        Process process = new ProcessBuilder(Stream.concat(
                                command.stream(),
                                Stream.of(KustomizeFiles.FOLDER.resolve(overlay).toString()))
                        .toList())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(() -> KustomizeFiles.read(errors)).isZero();
        return output;
    }

    private static List<String> command() throws InterruptedException {
        if (says("v?[5-9]\\..*", "kustomize", "version")) {
            return List.of("kustomize", "build");
        }
        return says("(?s).*Kustomize Version: v[5-9]\\..*", "kubectl", "version", "--client=true")
                ? List.of("kubectl", "kustomize")
                : List.of();
    }

    private static boolean says(String pattern, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && output.strip().matches(pattern);
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
