package io.sluice.chart;

import static io.sluice.chart.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image is the same to the chart, whether jib made it or its Dockerfile. */
class ImagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"node-registry-service", "task-dispatch-service", "gateway-service", "node-agent"})
    void jibAndTheDockerfileLayItOutAlike(String service) {
        Map<String, String> jib = jib();
        String dockerfile = read("deploy/docker/" + service + ".Dockerfile");

        assertThat(all(dockerfile, "(?m)^FROM (\\S+)$")).containsExactly(jib.get("jib.base-jvm-image"));
        assertThat(all(dockerfile, "(?m)^WORKDIR (/opt\\S+)$")).containsExactly(jib.get("jib.working-directory"));
        assertThat(all(dockerfile, "(?m)^USER (\\S+)$")).containsExactly(jib.get("jib.user"));
        for (String variable : List.of("LC_ALL", "HOME")) {
            assertThat(all(dockerfile, "(?m)^ENV " + variable + "=(\\S+)$"))
                    .containsExactly(jib.get("jib.environment-variables." + variable));
        }
        assertThat(all(dockerfile, "\"(-XX:[^\"]+)\""))
                .containsExactly(jib.get("jib.jvm-additional-arguments").split(","));
        assertThat(read(service + "/pom.xml")).contains("<artifactId>quarkus-container-image-jib</artifactId>");
    }

    @Test
    void anAgentsContainerHasAProcessOneThatEndsZombies() {
        String dockerfile = read("deploy/docker/node-agent.Dockerfile");
        String jib = all(read("node-agent/pom.xml"), "<quarkus\\.jib\\.jvm-entrypoint>([^<]+)<")
                .get(0)
                .replace(
                        "${quarkus.jib.jvm-additional-arguments}",
                        String.valueOf(jib().get("jib.jvm-additional-arguments")));
        String docker = String.join("", all(dockerfile, "(?m)^(?:ENTRYPOINT|CMD) \\[(.*)]$"))
                .replaceAll("\"\"", ",")
                .replaceAll(", ", ",")
                .replace("\"", "");

        assertThat(docker).isEqualTo(jib).startsWith("sh,/opt/sluice/init.sh,java,");
        assertThat(Chart.ROOT.resolve("node-agent/src/main/jib/opt/sluice/init.sh"))
                .exists();
        assertThat(dockerfile).contains("/source/node-agent/src/main/jib/ /\n");
    }

    @Test
    void theChartStartsTheProgramWhereTheImagesHaveIt() {
        Map<String, String> jib = jib();
        Set<String> ofTheSuite = Set.of("registry", "dispatch", "gateway", "agent");
        List<JsonNode> containers = Chart.render(Chart.PRODUCTION).pods().stream()
                .flatMap(pod -> each(pod.get("containers")))
                .filter(container -> ofTheSuite.contains(container.get("name").asText()))
                .toList();

        assertThat(containers).hasSize(ofTheSuite.size()).allSatisfy(container -> {
            assertThat(container.get("workingDir").asText()).isEqualTo(jib.get("jib.working-directory"));
            // Named, since the images' entry points differ: jib's holds the options too.
            assertThat(container.at("/command/0").asText()).isEqualTo("java");
        });
    }

    private static Map<String, String> jib() {
        return Pattern.compile("<quarkus\\.(jib\\.[^>]+)>([^<]+)<")
                .matcher(read("pom.xml"))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(Chart.ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
