package io.sluice.node.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalPaceTest {
    @ParameterizedTest
    @CsvSource({"5, 0, 15, 5", "5, 20, 15, 5", "30, 20, 15, 5", "30, 120, 60, 20", "30, 60, 600, 15", "5, 12, 15, 3"})
    void isStretchedWithTheHeartbeatButNeverPastWhatTheLeaseAndTheSelfStopAllow(
            long heartbeat, long lease, long selfStop, long expected) {
        assertThat(RenewalPace.interval(
                        Duration.ofSeconds(heartbeat), Duration.ofSeconds(lease), Duration.ofSeconds(selfStop)))
                .isEqualTo(Duration.ofSeconds(expected));
    }
}
