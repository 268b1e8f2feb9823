package io.sluice.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxSettingsPolicyTest {
    @ParameterizedTest
    @CsvSource({"/sluice/node-registry, 500, PT1S", "urn:sluice, 1, PT0.01S", "https://a.example/b, 10000, PT1M"})
    void aSafeSetIsTaken(String source, int batch, Duration interval) {
        assertThat(violations(Optional.of(source), batch, interval)).isEmpty();
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
    void anUnsafeSettingIsNamed(String source, int batch, Duration interval, String setting) {
        assertThat(violations(Optional.of(source), batch, interval))
                .singleElement()
                .asString()
                .startsWith(setting);
    }

    @Test
    void allAreNamedAtOnce() {
        assertThat(violations(Optional.empty(), 0, Duration.ZERO)).hasSize(3);
    }

    private static List<String> violations(Optional<String> source, int batch, Duration interval) {
        return OutboxSettingsPolicy.violations(new Settings(source, batch, interval));
    }

    private record Settings(Optional<String> source, int batch, Duration interval) implements OutboxConfig {}
}
