package io.sluice.registry.drain;

import static io.sluice.registry.node.NodeRowBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.drain.DrainPolicy.FloorCheck;
import io.sluice.registry.node.NodeRow;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DrainPolicyTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final DrainWish WISH = new DrainWish("kernel patch", null, Drain.OnDeadline.LEAVE);

    @Test
    void aNodeThatRunsIsDrained() {
        assertThat(DrainPolicy.onRequest(aNode().build(), WISH, 5, 0, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Begin());
    }

    @Test
    void exactlyTheFloorMayBeLeft() {
        assertThat(DrainPolicy.onRequest(aNode().withCap(5).build(), WISH, 15, 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Begin());
    }

    @Test
    void lessThanTheFloorIsRefused() {
        assertThat(DrainPolicy.onRequest(aNode().withCap(5).build(), WISH, 14, 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.BelowFloor(14, 9));
    }

    @Test
    void forceDrainsBelowTheFloor() {
        assertThat(DrainPolicy.onRequest(aNode().withCap(5).build(), WISH, 5, 10, FloorCheck.FORCE))
                .isEqualTo(new DrainDecision.Begin());
    }

    @Test
    void aNodeThatGivesNothingIsNotToBlameForTooLittle() {
        assertThat(DrainPolicy.onRequest(aNode().withCap(0).build(), WISH, 5, 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Begin());
        assertThat(DrainPolicy.onRequest(aNode().withCap(5).offline().build(), WISH, 5, 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Begin());
    }

    @Test
    void theSameWishAgainIsTheSameDrain() {
        assertThat(DrainPolicy.onRequest(draining(null), WISH, 0, 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Same());
    }

    @Test
    void anotherEndAmendsTheDrainWhateverTheFloor() {
        DrainWish withDeadline = new DrainWish("kernel patch", NOON, Drain.OnDeadline.REQUEUE);

        assertThat(DrainPolicy.onRequest(draining(null), withDeadline, 0, 10, FloorCheck.OBEY))
                .isEqualTo(new DrainDecision.Amend());
    }

    @Test
    void aDrainWithoutAnEndActionLeavesWhatRuns() {
        assertThat(DrainWish.of(new DrainRequest("kernel patch", null, null, null)))
                .isEqualTo(WISH);
    }

    @Test
    void aDeadlineIsKeptAsPreciselyAsTheDatabaseKeepsIt() {
        DrainWish wish = DrainWish.of(new DrainRequest("r", NOON.plusNanos(1_999), Drain.OnDeadline.CANCEL, null));

        assertThat(wish.deadline()).isEqualTo(NOON.plusNanos(1_000));
    }

    @Test
    void aDeadlineThatNoDatabaseHoldsIsRefused() {
        assertThat(DrainPolicy.violations(new DrainRequest("r", Instant.MAX, null, null)))
                .extracting(FieldError::field)
                .containsExactly("deadline");
        assertThat(DrainPolicy.violations(new DrainRequest("r\0", Instant.MIN, null, null)))
                .extracting(FieldError::field)
                .containsExactly("reason", "deadline");
    }

    @Test
    void aDeadlineInThePastIsFineAndMeansAtOnce() {
        assertThat(DrainPolicy.violations(new DrainRequest("r", NOON.minusSeconds(60), null, null)))
                .isEmpty();
    }

    @Test
    void drainedIsSaidByDispatchsCountBehindTheBarrier() {
        NodeRow node = aNode().draining().atRevision(4, 4).build();

        assertThat(DrainPolicy.isDrained(node, load(4, false, 0))).isTrue();
    }

    @Test
    void drainedIsNotSaidWhileAnAttemptIsLeft() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), load(4, false, 1)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidBeforeTheBarrier() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 3).build(), load(4, false, 0)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidByAnOlderCount() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), load(3, false, 0)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidWhileDispatchIsOpen() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), load(4, true, 0)))
                .isFalse();
    }

    @Test
    void drainedIsNotSaidOfANodeThatDispatchDoesNotKnow() {
        assertThat(DrainPolicy.isDrained(aNode().draining().atRevision(4, 4).build(), null))
                .isFalse();
    }

    @Test
    void withoutAWishNothingIsDrained() {
        assertThat(DrainPolicy.isDrained(aNode().atRevision(4, 4).build(), load(4, false, 0)))
                .isFalse();
    }

    private static NodeRow draining(Instant deadline) {
        return aNode().draining(new Drain(true, "kernel patch", "alice", NOON, deadline, Drain.OnDeadline.LEAVE))
                .build();
    }

    private static NodeLoad load(long revision, boolean open, int liveAttempts) {
        return new NodeLoad(new NodeName("n-1"), new Epoch(1), revision, open, true, 5, liveAttempts, NOON);
    }
}
