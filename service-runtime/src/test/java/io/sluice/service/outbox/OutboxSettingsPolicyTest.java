package io.sluice.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxSettingsPolicyTest {
    @ParameterizedTest
    @CsvSource({"/sluice/node-registry, 500, PT1S", "urn:sluice, 1, PT0.01S", "https://a.example/b, 10000, PT1M"})
    void aSafeSetIsTaken(String source, String batch, String interval) {
        assertThat(violations(source, batch, interval)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 500, PT1S, sluice.outbox.source",
        "a b, 500, PT1S, sluice.outbox.source",
        "/a, 0, PT1S, sluice.outbox.batch",
        "/a, 10001, PT1S, sluice.outbox.batch",
        "/a, 500, PT0S, sluice.outbox.interval",
        "/a, 500, PT1M0.001S, sluice.outbox.interval"
    })
    void anUnsafeSettingIsNamed(String source, String batch, String interval, String setting) {
        assertThat(violations(source, batch, interval))
                .singleElement()
                .asString()
                .startsWith(setting);
    }

    @Test
    void allAreNamedAtOnce() {
        assertThat(violations("", "0", "0s")).hasSize(3);
    }

    private static List<String> violations(String source, String batch, String interval) {
        return OutboxSettingsPolicy.violations(Settings.of(
                OutboxConfig.class,
                "sluice.outbox.source",
                source,
                "sluice.outbox.batch",
                batch,
                "sluice.outbox.interval",
                interval));
    }
}
