package io.sluice.cli;

import static io.sluice.cli.RetryPolicy.Failure.CUT_OFF;
import static io.sluice.cli.RetryPolicy.Failure.NOT_SENT;
import static io.sluice.cli.RetryPolicy.Failure.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    @Test
    void eachPauseIsTwiceTheOneBeforeAndTheFifthFailureIsTheLast() {
        assertThat(RetryPolicy.delay(1, CUT_OFF, true, null)).contains(Duration.ofMillis(200));
        assertThat(RetryPolicy.delay(2, CUT_OFF, true, null)).contains(Duration.ofMillis(400));
        assertThat(RetryPolicy.delay(4, CUT_OFF, true, null)).contains(Duration.ofMillis(1600));
        assertThat(RetryPolicy.delay(5, CUT_OFF, true, null)).isEmpty();
    }

    @Test
    void whatMayHaveBeenCarriedOutIsRepeatedOnlyWhenThatIsTheSameAsOnce() {
        assertThat(RetryPolicy.delay(1, CUT_OFF, false, null)).isEmpty();
        assertThat(RetryPolicy.delay(1, UNAVAILABLE, false, null)).isEmpty();
        assertThat(RetryPolicy.delay(1, UNAVAILABLE, true, null)).isPresent();
    }

    @Test
    void whatWasNeverSentIsAlwaysSentAgain() {
        assertThat(RetryPolicy.delay(1, NOT_SENT, false, null)).isPresent();
    }

    @Test
    void theGatewaysOwnRequestIsFollowedUpToFiveSeconds() {
        assertThat(RetryPolicy.delay(1, UNAVAILABLE, true, Duration.ofSeconds(2)))
                .contains(Duration.ofSeconds(2));
        assertThat(RetryPolicy.delay(1, UNAVAILABLE, true, Duration.ofHours(1))).contains(Duration.ofSeconds(5));
        assertThat(RetryPolicy.delay(1, UNAVAILABLE, true, Duration.ZERO)).contains(Duration.ofMillis(200));
    }
}
