package io.sluice.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.stream.StreamFrame;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MergedDesiredStateTest {
    private static final Drain ASKED = new Drain(true, "patch", "alice", null, null, null);
    private final MergedDesiredState request = MergedDesiredState.initially(5);

    @Test
    void theRegistryIsObeyed() {
        MergedDesiredState drained = request.fromRegistry(new DesiredState(ASKED, 3, 0), 10);

        assertThat(drained.drain()).isEqualTo(ASKED);
        assertThat(drained.taskCap()).isEqualTo(3);
        assertThat(drained.fromRegistry(new DesiredState(Drain.OFF, 3, 0), 20).drain())
                .isEqualTo(Drain.OFF);
    }

    @Test
    void dispatchClosesAtOnce() {
        assertThat(request.fromDispatch(closed(4), 10).drain().enabled()).isTrue();
    }

    @Test
    void aReplyToAHeartbeatSentBeforeDispatchClosedIsOlderThanThat() {
        MergedDesiredState closed = request.fromDispatch(closed(4), 100);

        assertThat(closed.fromRegistry(new DesiredState(Drain.OFF, 5, 0), 99)
                        .drain()
                        .enabled())
                .isTrue();
        assertThat(closed.fromRegistry(new DesiredState(Drain.OFF, 5, 0), 100)
                        .drain()
                        .enabled())
                .isFalse();
    }

    @Test
    void theRegistryFillsInWhoAskedAndDispatchDoesNotTakeItAway() {
        MergedDesiredState asked =
                request.fromDispatch(closed(4), 100).fromRegistry(new DesiredState(ASKED, 5, 0), 200);

        assertThat(asked.drain()).isEqualTo(ASKED);
        assertThat(asked.fromDispatch(closed(5), 300).drain()).isEqualTo(ASKED);
    }

    @Test
    void anOlderOrRepeatedRevisionChangesNothing() {
        MergedDesiredState closed = request.fromDispatch(closed(4), 100);

        assertThat(closed.fromDispatch(open(4), 200)).isEqualTo(closed);
        assertThat(closed.fromDispatch(open(3), 200)).isEqualTo(closed);
    }

    @Test
    void drainedIsDispatchsWordAlone() {
        MergedDesiredState closed =
                request.fromDispatch(closed(4), 100).fromRegistry(new DesiredState(ASKED, 5, 0), 200);
        assertThat(closed.isDrained()).isFalse();

        MergedDesiredState drained = closed.fromDispatch(drained(4), 300);

        assertThat(drained.isDrained()).isTrue();
        assertThat(drained.drain()).isEqualTo(ASKED);
        assertThat(drained.fromRegistry(new DesiredState(ASKED, 5, 0), 400).isDrained())
                .isTrue();
        assertThat(request.fromDispatch(drained(4), 100).isDrained()).isTrue();
        assertThat(request.fromDispatch(drained(4), 100)
                        .fromDispatch(closed(5), 200)
                        .isDrained())
                .isFalse();
    }

    @Test
    void whatIsLiftedIsNotDrainedNorIsTheNextDrainBeforeItIsCounted() {
        MergedDesiredState drained =
                request.fromDispatch(drained(4), 100).fromRegistry(new DesiredState(asked(1), 5, 0), 200);
        assertThat(drained.isDrained()).isTrue();

        MergedDesiredState lifted = drained.fromRegistry(new DesiredState(Drain.OFF, 5, 0), 300);
        assertThat(lifted.isDrained()).isFalse();
        assertThat(lifted.fromRegistry(new DesiredState(asked(2), 5, 0), 400).isDrained())
                .isFalse();
        assertThat(drained.fromRegistry(new DesiredState(asked(2), 5, 0), 400).isDrained())
                .as("lifted and asked for again in between")
                .isFalse();
        assertThat(drained.fromDispatch(open(5), 300).isDrained()).isFalse();
        assertThat(drained.fromDispatch(drained(3), 300)).isEqualTo(drained);
    }

    @Test
    void dispatchLiftsWhatItHadClosed() {
        assertThat(request.fromDispatch(closed(4), 100)
                        .fromDispatch(open(5), 200)
                        .drain()
                        .enabled())
                .isFalse();
    }

    @Test
    void dispatchThatIsBehindDoesNotLiftADrainThatOnlyTheRegistryHasToldOf() {
        MergedDesiredState drained = request.fromRegistry(new DesiredState(ASKED, 5, 0), 10);

        MergedDesiredState after = drained.fromDispatch(open(4), 20);

        assertThat(after.drain()).isEqualTo(ASKED);
        assertThat(after.fromRegistry(new DesiredState(Drain.OFF, 5, 0), 15)
                        .drain()
                        .enabled())
                .isFalse();
    }

    private static Drain asked(int second) {
        return new Drain(true, "patch", "alice", Instant.EPOCH.plusSeconds(second), null, null);
    }

    private static StreamFrame.Admission drained(long revision) {
        return new StreamFrame.Admission(false, 5, revision, true);
    }

    private static StreamFrame.Admission closed(long revision) {
        return new StreamFrame.Admission(false, 5, revision);
    }

    private static StreamFrame.Admission open(long revision) {
        return new StreamFrame.Admission(true, 5, revision);
    }
}
