package io.sluice.cli;

import static io.sluice.cli.Samples.draining;
import static io.sluice.cli.Samples.offline;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.DrainWatch.Step;
import org.junit.jupiter.api.Test;

class DrainWatchTest {
    private final DrainWatch watch = new DrainWatch();

    @Test
    void itCountsDownFromTheMostThatItHasSeen() {
        assertThat(watch.on(draining(3, true))).isEqualTo(new Step.GoesOn("n-1: 3 of 3 tasks left."));
        assertThat(watch.on(draining(1, true))).isEqualTo(new Step.GoesOn("n-1: 1 of 3 tasks left."));
    }

    @Test
    void aLookThatShowsNothingNewIsSilent() {
        watch.on(draining(3, true));

        assertThat(watch.on(draining(3, true))).isEqualTo(new Step.GoesOn(null));
    }

    @Test
    void drainedEndsIt() {
        assertThat(watch.on(Samples.drained())).isEqualTo(new Step.Drained("n-1: drained."));
    }

    @Test
    void noTaskLeftIsNotDrainedWhileTheBarrierIsNotUp() {
        assertThat(watch.on(draining(0, false)))
                .isEqualTo(new Step.GoesOn("n-1: the barrier is not up yet; waiting for task-dispatch to confirm it."));
    }

    @Test
    void anUnknownCountIsNotZero() {
        assertThat(watch.on(draining(null, true))).isInstanceOf(Step.GoesOn.class);
        assertThat(watch.on(offline(null, true))).isInstanceOf(Step.GoesOn.class);
    }

    @Test
    void aNodeThatWentOfflineEmptyBehindItsBarrierIsDrained() {
        assertThat(watch.on(offline(0, true))).isEqualTo(new Step.Drained("n-1: drained (it is offline)."));
        assertThat(watch.on(offline(0, false))).isInstanceOf(Step.GoesOn.class);
        assertThat(watch.on(offline(1, true))).isInstanceOf(Step.GoesOn.class);
    }

    @Test
    void aDrainThatSomebodyLiftedIsNotDrained() {
        assertThat(watch.on(Samples.running())).isInstanceOf(Step.Lifted.class);
    }
}
