package io.sluice.dispatch.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionPolicyTest {
    @Test
    void aBrokerThatPermitsLessGetsTheRequestedSession() {
        Optional<Duration> permitted = Optional.of(Duration.ofSeconds(1));

        assertThat(SessionPolicy.session(permitted)).isEqualTo(SessionPolicy.REQUESTED);
        assertThat(SessionPolicy.warning(permitted)).isEmpty();
    }

    @Test
    void aBrokerThatPermitsExactlyTheRequestedIsNothingToWarnOf() {
        Optional<Duration> permitted = Optional.of(SessionPolicy.REQUESTED);

        assertThat(SessionPolicy.session(permitted)).isEqualTo(SessionPolicy.REQUESTED);
        assertThat(SessionPolicy.warning(permitted)).isEmpty();
    }

    @Test
    void aBrokerThatAsksForMoreGetsItAndIsNamedWithTheRemedy() {
        Optional<Duration> permitted = Optional.of(Duration.ofSeconds(6));

        assertThat(SessionPolicy.session(permitted)).hasSeconds(6);
        assertThat(SessionPolicy.warning(permitted))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("for up to 6000 ms", "group.min.session.timeout.ms is 6000: set it to 3000"));
    }

    @Test
    void aBrokerThatDoesNotTellGetsASessionThatBrokersPermitByDefault() {
        assertThat(SessionPolicy.session(Optional.empty())).isEqualTo(SessionPolicy.UNTOLD);
        assertThat(SessionPolicy.warning(Optional.empty()))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("for up to 10000 ms", "did not tell", "group.min.session.timeout.ms"));
    }

    @Test
    void fiveHeartbeatsFitIntoASession() {
        assertThat(SessionPolicy.heartbeat(SessionPolicy.REQUESTED)).hasMillis(600);
    }
}
