package io.sluice.dispatch.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionTimeoutTest {
    @Test
    void aBrokerThatAllowsLessIsNotAskedForLessThanWished() {
        assertThat(SessionTimeout.allowed(Duration.ofSeconds(1))).isEqualTo(SessionTimeout.WISHED);
    }

    @Test
    void aBrokerThatDemandsMoreGetsIt() {
        assertThat(SessionTimeout.allowed(Duration.ofSeconds(6))).isEqualTo(Duration.ofSeconds(6));
    }
}
