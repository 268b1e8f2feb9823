package io.sluice.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class MutableClockTest {
    private final MutableClock clock = MutableClock.at("2026-11-23T10:00:00Z");

    @Test
    void standsStillUntilItIsMoved() {
        assertThat(clock.instant()).isEqualTo(clock.instant());
        clock.advance(Duration.ofSeconds(20));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-23T10:00:20Z"));
    }

    @Test
    void movesInEveryZoneAtOnce() {
        Clock paris = clock.withZone(ZoneId.of("Europe/Paris"));
        clock.advance(Duration.ofHours(1));
        assertThat(paris.instant()).isEqualTo(clock.instant());
    }
}
