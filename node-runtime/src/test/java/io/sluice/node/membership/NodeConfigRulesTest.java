package io.sluice.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.node.TestConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeConfigRulesTest {
    @Test
    void theDefaultsMayStart() {
        assertThat(NodeConfigRules.violations(TestConfig.defaults())).isEmpty();
    }

    @Test
    void withoutATokenOneLineSaysWhatToSet() {
        assertThat(NodeConfigRules.violations(TestConfig.defaults().withJoinToken(Optional.empty(), Optional.empty())))
                .singleElement()
                .asString()
                .contains("sluice.node.join-token-file");
    }

    @Test
    void aTokenOutsideAFileIsRefusedWithTheRemedy() {
        TestConfig config = TestConfig.defaults();

        assertThat(NodeConfigRules.violations(
                        config.withJoinToken(Optional.of("join-me-in-the-open"), config.joinTokenFile())))
                .singleElement()
                .asString()
                .contains("sluice.node.join-token (SLUICE_NODE_JOIN_TOKEN)", "sluice.node.join-token-file")
                .doesNotContain("join-me-in-the-open");
    }

    @Test
    void standardInputIsAPlaceForTheToken() {
        assertThat(NodeConfigRules.violations(
                        TestConfig.defaults().withJoinToken(Optional.empty(), Optional.of(Path.of("-")))))
                .isEmpty();
    }

    @Test
    void theSecretIsNotKeptWhereTasksWork() {
        assertThat(NodeConfigRules.violations(TestConfig.defaults().withDataDir(Path.of("target", "work", "own"))))
                .singleElement()
                .asString()
                .contains("sluice.node.data-dir", "sluice.node.work-dir");
    }

    @Test
    void aTokenFileThatIsNotThereIsNamed() {
        assertThat(NodeConfigRules.violations(
                        TestConfig.defaults().withJoinToken(Optional.empty(), Optional.of(Path.of("/no/such/token")))))
                .singleElement()
                .asString()
                .contains("/no/such/token");
    }

    @Test
    void anIntervalThatCostsTheLeaseIsRefusedNamingBoth() {
        assertThat(NodeConfigRules.violations(TestConfig.defaults().withInterval(Duration.ofMillis(5_001))))
                .singleElement()
                .asString()
                .contains("sluice.node.heartbeat-interval (5001ms)")
                .contains("sluice.node.self-stop (15s)");
    }

    @Test
    void aSelfStopThatLetsTwoRunAtOnceIsRefusedNamingAllThree() {
        assertThat(NodeConfigRules.violations(TestConfig.defaults().withSelfStop(Duration.ofSeconds(20))))
                .singleElement()
                .asString()
                .contains(
                        "sluice.node.self-stop (20s)",
                        "sluice.node.kill-grace (10s)",
                        "sluice.dispatch.lost-after (30s)");
        assertThat(NodeConfigRules.violations(TestConfig.defaults().withSelfStop(Duration.ofMillis(19_999))))
                .isEmpty();
    }

    @Test
    void aPlaceMayBeAsLongAsTheNameOfAKubernetesNode() {
        assertThat(NodeConfigRules.violations(
                        TestConfig.defaults().withPlace(Map.of("node", Optional.of("n".repeat(253))))))
                .isEmpty();
        assertThat(NodeConfigRules.violations(
                        TestConfig.defaults().withPlace(Map.of("node", Optional.of("n".repeat(254))))))
                .singleElement()
                .asString()
                .contains("sluice.node.place.node", "253");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(NodeConfigRules.violations(TestConfig.defaults()
                        .withName("Not A Name")
                        .withTaskCap(-1)
                        .withRegistries(URI.create("gateway:8080"))
                        .withLabels(Map.of("zone", "x".repeat(64)))))
                .hasSize(4)
                .anyMatch(text -> text.contains("sluice.node.name"))
                .anyMatch(text -> text.contains("sluice.node.task-cap"))
                .anyMatch(text -> text.contains("sluice.node.registry-urls"))
                .anyMatch(text -> text.contains("sluice.node.labels.zone"));
    }
}
