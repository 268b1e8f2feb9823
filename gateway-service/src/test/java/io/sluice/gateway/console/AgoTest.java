package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgoTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "59, 59 s",
        "60, 1 min",
        "3599, 59 min",
        "3600, 1 h",
        "172799, 47 h",
        "172800, 2 d",
    })
    void theLargestUnitThatIsWholeIsSaid(long seconds, String text) {
        assertThat(Ago.length(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void whatLiesAheadIsNow() {
        Instant now = Instant.parse("2026-11-27T10:00:00Z");

        assertThat(Ago.text(now.plusSeconds(5), now)).isEqualTo("0 s ago");
    }
}
