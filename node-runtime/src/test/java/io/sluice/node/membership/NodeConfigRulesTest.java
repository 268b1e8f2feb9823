package io.sluice.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigRulesTest {
    @TempDir
    Path folder;

    private Path tokenFile;

    @BeforeEach
    void writeTheToken() throws IOException {
        tokenFile = Files.writeString(folder.resolve("join-token"), "join-me\n");
    }

    @Test
    void theDefaultsMayStart() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void withoutATokenOneLineSaysWhatToSet() {
        assertThat(violations("sluice.node.join-token-file", ""))
                .singleElement()
                .asString()
                .contains("sluice.node.join-token-file");
    }

    @Test
    void aTokenOutsideAFileIsRefusedWithTheRemedy() {
        assertThat(violations("sluice.node.join-token", "join-me-in-the-open"))
                .singleElement()
                .asString()
                .contains("sluice.node.join-token (SLUICE_NODE_JOIN_TOKEN)", "sluice.node.join-token-file")
                .doesNotContain("join-me-in-the-open");
    }

    @Test
    void standardInputIsAPlaceForTheToken() {
        assertThat(violations("sluice.node.join-token-file", "-")).isEmpty();
    }

    @Test
    void theSecretIsNotKeptWhereTasksWork() {
        assertThat(violations(
                        "sluice.node.work-dir",
                        folder.resolve("work").toString(),
                        "sluice.node.data-dir",
                        folder.resolve("work/own").toString()))
                .singleElement()
                .asString()
                .contains("sluice.node.data-dir", "sluice.node.work-dir");
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        assertThat(violations("sluice.node.join-token-file", "/no/such/token"))
                .singleElement()
                .asString()
                .contains("/no/such/token");
    }

    @Test
    void anIntervalThatCostsTheLeaseIsRefusedNamingBoth() {
        assertThat(violations("sluice.node.heartbeat-interval", "5001ms"))
                .singleElement()
                .asString()
                .contains("sluice.node.heartbeat-interval (5001ms)")
                .contains("sluice.node.self-stop (15s)");
    }

    @Test
    void aSelfStopThatLetsTwoRunAtOnceIsRefusedNamingAllThree() {
        assertThat(violations("sluice.node.self-stop", "20s"))
                .singleElement()
                .asString()
                .contains(
                        "sluice.node.self-stop (20s)",
                        "sluice.node.kill-grace (10s)",
                        "sluice.dispatch.lost-after (30s)");
        assertThat(violations("sluice.node.self-stop", "19999ms")).isEmpty();
    }

    @Test
    void aPlaceMayBeAsLongAsTheNameOfAKubernetesNode() {
        assertThat(violations("sluice.node.place.node", "n".repeat(253))).isEmpty();
        assertThat(violations("sluice.node.place.node", "n".repeat(254)))
                .singleElement()
                .asString()
                .contains("sluice.node.place.node", "253");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(violations(
                        "sluice.node.name",
                        "Not A Name",
                        "sluice.node.task-cap",
                        "-1",
                        "sluice.node.registry-urls",
                        "gateway:8080",
                        "sluice.node.labels.zone",
                        "x".repeat(64)))
                .hasSize(4)
                .anyMatch(text -> text.contains("sluice.node.name"))
                .anyMatch(text -> text.contains("sluice.node.task-cap"))
                .anyMatch(text -> text.contains("sluice.node.registry-urls"))
                .anyMatch(text -> text.contains("sluice.node.labels.zone"));
    }

    private List<String> violations(String... namesAndValues) {
        String[] needed = {
            "sluice.node.name", "n-1",
            "sluice.node.registry-urls", "http://sluice:8080",
            "sluice.node.dispatch-urls", "http://sluice:8080",
            "sluice.node.join-token-file", tokenFile.toString()
        };
        return NodeConfigRules.violations(Settings.of(
                NodeConfig.class,
                Stream.of(needed, namesAndValues).flatMap(Stream::of).toArray(String[]::new)));
    }
}
