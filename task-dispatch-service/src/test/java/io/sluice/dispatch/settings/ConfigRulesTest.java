package io.sluice.dispatch.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(ConfigRules.violations(Settings.of(DispatchConfig.class), seconds(5), seconds(15)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PT20S, PT30S, PT10M, 7, 15, sluice.node.heartbeat-interval",
        "PT20S, PT25S, PT10M, 5, 15, sluice.node.self-stop",
        "PT40S, PT30S, PT10M, 5, 15, sluice.dispatch.lease",
        "PT20S, PT30S, PT29S, 5, 15, sluice.dispatch.reconnect-window",
        "PT0S,  PT30S, PT10M, 0, 15, sluice.dispatch.lease"
    })
    void anUnsafeSetIsNamed(
            String lease, String lostAfter, String window, long renewalSeconds, long selfStopSeconds, String setting) {
        assertThat(ConfigRules.violations(
                        settings(lease, lostAfter, window), seconds(renewalSeconds), seconds(selfStopSeconds)))
                .singleElement()
                .asString()
                .contains(setting);
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        assertThat(ConfigRules.violations(settings("PT60S", "PT30S", "PT10S"), seconds(30), seconds(60)))
                .hasSize(4);
    }

    private static DispatchConfig settings(String lease, String lostAfter, String window) {
        return Settings.of(
                DispatchConfig.class,
                "sluice.dispatch.lease",
                lease,
                "sluice.dispatch.lost-after",
                lostAfter,
                "sluice.dispatch.reconnect-window",
                window);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
