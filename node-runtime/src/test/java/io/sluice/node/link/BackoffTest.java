package io.sluice.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    @ParameterizedTest
    @CsvSource({"1, 50, 100", "2, 100, 200", "3, 200, 400", "6, 1600, 3200", "7, 2500, 5000", "1000000, 2500, 5000"})
    void doublesToTheMostWithJitterOfAHalf(int failures, long leastMillis, long mostMillis) {
        assertThat(backoff.delay(failures, 0)).isEqualTo(Duration.ofMillis(leastMillis));
        assertThat(backoff.delay(failures, 0.999_999)).isLessThanOrEqualTo(Duration.ofMillis(mostMillis));
    }

    @Test
    void anIntervalVariesByATenth() {
        assertThat(Backoff.around(Duration.ofSeconds(5), 0)).isEqualTo(Duration.ofMillis(4_500));
        assertThat(Backoff.around(Duration.ofSeconds(5), 0.5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Backoff.around(Duration.ofSeconds(5), 1)).isEqualTo(Duration.ofMillis(5_500));
    }
}
