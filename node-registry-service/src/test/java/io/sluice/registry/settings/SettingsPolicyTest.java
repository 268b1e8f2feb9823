package io.sluice.registry.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsPolicyTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void threeIntervalsMayFillTheGrace() {
        assertThat(violations("sluice.registry.offline-grace", "15s")).isEmpty();
    }

    @Test
    void anIntervalOfMoreThanAThirdOfTheGraceIsRefusedAndNamesBoth() {
        assertThat(violations("sluice.registry.offline-grace", "14999ms"))
                .singleElement()
                .asString()
                .contains("sluice.registry.heartbeat-interval", "sluice.registry.offline-grace");
    }

    @Test
    void allViolationsAreToldAtOnceEachWithItsProperty() {
        assertThat(violations(
                        "sluice.registry.heartbeat-interval",
                        "0s",
                        "sluice.registry.heartbeat-flush",
                        "201ms",
                        "sluice.registry.capacity-floor",
                        "-1",
                        "sluice.registry.dispatch-urls",
                        "localhost:8082",
                        "sluice.registry.dispatch-timeout",
                        "31s",
                        "sluice.registry.retire-offline-after",
                        "59s",
                        "sluice.registry.audit.retention",
                        "23h"))
                .hasSize(7)
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).contains("sluice.registry.heartbeat-interval"),
                        text -> assertThat(text).contains("sluice.registry.heartbeat-flush"),
                        text -> assertThat(text).contains("sluice.registry.capacity-floor"),
                        text -> assertThat(text).contains("sluice.registry.dispatch-urls", "localhost:8082"),
                        text -> assertThat(text).contains("sluice.registry.dispatch-timeout"),
                        text -> assertThat(text).contains("sluice.registry.retire-offline-after"),
                        text -> assertThat(text).contains("sluice.registry.audit.retention"));
    }

    @Test
    void aNodeIsRetiredNoEarlierThanItIsOffline() {
        assertThat(violations("sluice.registry.offline-grace", "5m", "sluice.registry.retire-offline-after", "5m"))
                .singleElement()
                .asString()
                .contains("sluice.registry.retire-offline-after", "sluice.registry.offline-grace");
        assertThat(violations("sluice.registry.retire-offline-after", "1m")).isEmpty();
    }

    @Test
    void withoutDispatchThereIsNoBarrier() {
        assertThatThrownBy(() -> violations("sluice.registry.dispatch-urls", ""))
                .hasMessageContaining("sluice.registry.dispatch-urls");
    }

    private static List<String> violations(String... namesAndValues) {
        return SettingsPolicy.violations(Settings.of(RegistryConfig.class, namesAndValues));
    }
}
