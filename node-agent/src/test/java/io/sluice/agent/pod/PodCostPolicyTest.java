package io.sluice.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodCostPolicyTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final PodCost IDLE = new PodCost(0);
    private static final PodCost BUSY = new PodCost(2);

    @Test
    void aPodThatKnowsIsNotToldAgain() {
        assertThat(PodCostPolicy.pause(BUSY, BUSY, Duration.ofHours(1), 0, INTERVAL))
                .isEmpty();
    }

    @Test
    void theFirstTimeIsAtOnceSinceTheContainerBeforeMayHaveLeftThePodBusy() {
        assertThat(PodCostPolicy.pause(null, IDLE, null, 0, INTERVAL)).contains(Duration.ZERO);
    }

    @Test
    void aChangeAfterALongRestIsToldAtOnce() {
        assertThat(PodCostPolicy.pause(IDLE, BUSY, Duration.ofSeconds(5), 0, INTERVAL))
                .contains(Duration.ZERO);
    }

    @Test
    void aChangeSoonAfterAnotherWaitsForTheRestOfTheInterval() {
        assertThat(PodCostPolicy.pause(IDLE, BUSY, Duration.ofSeconds(2), 0, INTERVAL))
                .contains(Duration.ofSeconds(3));
    }

    @Test
    void eachFailureDoublesThePause() {
        assertThat(PodCostPolicy.pause(null, BUSY, Duration.ZERO, 1, INTERVAL)).contains(Duration.ofSeconds(10));
        assertThat(PodCostPolicy.pause(null, BUSY, Duration.ZERO, 3, INTERVAL)).contains(Duration.ofSeconds(40));
    }

    @Test
    void thePauseIsAtMostFiveMinutesHoweverManyFailures() {
        assertThat(PodCostPolicy.pause(null, BUSY, Duration.ZERO, Integer.MAX_VALUE, INTERVAL))
                .contains(PodCostPolicy.MAX_BACKOFF);
    }

    @Test
    void aLongIntervalIsKeptWhileAllGoesWell() {
        Duration hour = Duration.ofHours(1);

        assertThat(PodCostPolicy.pause(IDLE, BUSY, Duration.ZERO, 0, hour)).contains(hour);
    }

    @Test
    void whatIsIdleAgainBeforeItWasToldNeedsNoPatch() {
        assertThat(PodCostPolicy.pause(IDLE, IDLE, Duration.ofSeconds(1), 0, INTERVAL))
                .isEmpty();
    }

    @Test
    void aBusyPodIsNotSafeToEvictAndCostsItsAttempts() {
        assertThat(BUSY.annotations())
                .containsEntry("controller.kubernetes.io/pod-deletion-cost", "2")
                .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
                .hasSize(2);
        assertThat(IDLE.annotations())
                .containsEntry("controller.kubernetes.io/pod-deletion-cost", "0")
                .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "true");
    }
}
