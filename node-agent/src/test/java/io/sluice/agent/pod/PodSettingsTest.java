package io.sluice.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodSettingsTest {
    @Test
    void aPodThatKnowsItsNameMayBegin() {
        assertThat(PodSettings.violations(
                        Settings.of(PodConfig.class, "sluice.agent.pod.annotate-interval", "1s"),
                        Map.of("pod", Optional.of("agent-0"), "namespace", Optional.of("ns"))))
                .isEmpty();
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(PodSettings.violations(
                        Settings.of(
                                PodConfig.class,
                                "sluice.agent.pod.annotate-interval",
                                "999ms",
                                "sluice.agent.pod.api",
                                "kubernetes.default.svc"),
                        Map.of("pod", Optional.empty())))
                .satisfiesExactly(
                        text -> assertThat(text).contains("sluice.node.place.pod"),
                        text -> assertThat(text).contains("sluice.node.place.namespace"),
                        text -> assertThat(text).contains("sluice.agent.pod.annotate-interval"),
                        text -> assertThat(text).contains("sluice.agent.pod.api"));
    }
}
