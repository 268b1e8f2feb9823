package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "PT-1S, 0s",
        "PT0S, 0ms",
        "PT0.45S, 450ms",
        "PT59.9S, 59s",
        "PT60S, 1m",
        "PT3M5S, 3m5s",
        "PT2H, 2h",
        "PT2H59S, 2h",
        "PT99H, 4d3h"
    })
    void aLengthHasAtMostTwoUnits(String length, String text) {
        assertThat(Words.length(Duration.parse(length))).isEqualTo(text);
    }

    @Test
    void whatHasNotEndedTookUntilNow() {
        Instant now = Instant.EPOCH.plusSeconds(10);

        assertThat(Words.took(Instant.EPOCH, null, now)).isEqualTo("10s");
        assertThat(Words.took(Instant.EPOCH, Instant.EPOCH.plusSeconds(2), now)).isEqualTo("2s");
        assertThat(Words.took(null, null, now)).isEqualTo("-");
    }

    @Test
    void pairsStandInOrderOfTheirKeys() {
        assertThat(Words.pairs(Map.of("b", "2", "a", "1"))).isEqualTo("a=1,b=2");
        assertThat(Words.pairs(Map.of())).isEqualTo("-");
    }
}
