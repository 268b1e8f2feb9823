package io.sluice.registry.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietPeriodTest {
    private final MutableClock clock = MutableClock.at("2026-03-01T12:00:00Z");
    private final QuietPeriod quiet = new QuietPeriod(clock, Duration.ofSeconds(20));

    @Test
    void lastsUntilItsEndExclusive() {
        assertThat(quiet.lasts()).isTrue();
        clock.advance(Duration.ofMillis(19_999));
        assertThat(quiet.lasts()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(quiet.lasts()).isFalse();
    }

    @Test
    void beginsAgainWhenTheDatabaseWasAway() {
        clock.advance(Duration.ofSeconds(30));
        quiet.beginAgain();
        assertThat(quiet.lasts()).isTrue();
        clock.advance(Duration.ofSeconds(20));
        assertThat(quiet.lasts()).isFalse();
    }
}
