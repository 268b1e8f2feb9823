package io.sluice.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.stream.StreamFrame;
import org.junit.jupiter.api.Test;

class HeardWishTest {
    private static final Drain ASKED = new Drain(true, "patch", "alice", null, null, null);
    private final HeardWish wish = HeardWish.initially(5);

    @Test
    void theRegistryIsObeyed() {
        HeardWish drained = wish.fromRegistry(new DesiredState(ASKED, 3, 0), 10);

        assertThat(drained.drain()).isEqualTo(ASKED);
        assertThat(drained.taskCap()).isEqualTo(3);
        assertThat(drained.fromRegistry(new DesiredState(Drain.OFF, 3, 0), 20).drain())
                .isEqualTo(Drain.OFF);
    }

    @Test
    void dispatchClosesAtOnce() {
        assertThat(wish.fromDispatch(closed(4), 10).drain().enabled()).isTrue();
    }

    @Test
    void aReplyToAHeartbeatSentBeforeDispatchClosedIsOlderThanThat() {
        HeardWish closed = wish.fromDispatch(closed(4), 100);

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
        HeardWish asked = wish.fromDispatch(closed(4), 100).fromRegistry(new DesiredState(ASKED, 5, 0), 200);

        assertThat(asked.drain()).isEqualTo(ASKED);
        assertThat(asked.fromDispatch(closed(5), 300).drain()).isEqualTo(ASKED);
    }

    @Test
    void anOlderOrRepeatedRevisionChangesNothing() {
        HeardWish closed = wish.fromDispatch(closed(4), 100);

        assertThat(closed.fromDispatch(open(4), 200)).isEqualTo(closed);
        assertThat(closed.fromDispatch(open(3), 200)).isEqualTo(closed);
    }

    @Test
    void dispatchLiftsWhatItHadClosed() {
        assertThat(wish.fromDispatch(closed(4), 100)
                        .fromDispatch(open(5), 200)
                        .drain()
                        .enabled())
                .isFalse();
    }

    @Test
    void dispatchThatIsBehindDoesNotLiftADrainThatOnlyTheRegistryHasToldOf() {
        HeardWish drained = wish.fromRegistry(new DesiredState(ASKED, 5, 0), 10);

        HeardWish after = drained.fromDispatch(open(4), 20);

        assertThat(after.drain()).isEqualTo(ASKED);
        assertThat(after.fromRegistry(new DesiredState(Drain.OFF, 5, 0), 15)
                        .drain()
                        .enabled())
                .isFalse();
    }

    private static StreamFrame.Admission closed(long revision) {
        return new StreamFrame.Admission(false, 5, revision);
    }

    private static StreamFrame.Admission open(long revision) {
        return new StreamFrame.Admission(true, 5, revision);
    }
}
