package io.sluice.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodSettingsTest {
    private static final URI API = URI.create("https://kubernetes.default.svc");

    @Test
    void aPodThatKnowsItsNameMayBegin() {
        assertThat(PodSettings.violations(
                        new Settings(Duration.ofSeconds(1), API),
                        Map.of("pod", Optional.of("agent-0"), "namespace", Optional.of("ns"))))
                .isEmpty();
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(PodSettings.violations(
                        new Settings(Duration.ofMillis(999), URI.create("kubernetes.default.svc")),
                        Map.of("pod", Optional.empty())))
                .satisfiesExactly(
                        text -> assertThat(text).contains("sluice.node.place.pod"),
                        text -> assertThat(text).contains("sluice.node.place.namespace"),
                        text -> assertThat(text).contains("sluice.agent.pod.annotate-interval"),
                        text -> assertThat(text).contains("sluice.agent.pod.api"));
    }

    private record Settings(Duration annotateInterval, URI api) implements PodConfig {
        @Override
        public boolean annotate() {
            return true;
        }

        @Override
        public Path credentials() {
            return Path.of("/nowhere");
        }
    }
}
