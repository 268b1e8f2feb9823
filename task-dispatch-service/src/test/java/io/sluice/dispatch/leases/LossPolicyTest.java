package io.sluice.dispatch.leases;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Reason;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.AttemptEnd;
import io.sluice.dispatch.leases.LossPolicy.Lost;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LossPolicyTest {
    private static final UUID ID = UUID.fromString("0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31");

    @Test
    void anIdempotentTaskWaitsAgainWhileAttemptsAreLeft() {
        AttemptEnd end = LossPolicy.onLoss(lost(Guarantee.IDEMPOTENT, null, 3, 5));

        assertThat(end.state()).isEqualTo(AttemptState.LOST);
        assertThat(end.reason()).extracting(Reason::code).isEqualTo("NODE_LOST");
        assertThat(end.taskState()).isEqualTo(TaskState.QUEUED);
        assertThat(end.taskReason()).isNull();
    }

    @Test
    void anExclusiveTaskFailsWithItsLastAttempt() {
        AttemptEnd end = LossPolicy.onLoss(lost(Guarantee.EXCLUSIVE, null, 4, 5));

        assertThat(end.taskState()).isEqualTo(TaskState.FAILED);
        assertThat(end.taskReason()).extracting(Reason::text).asString().contains("n-7", "epoch 12", "5 attempts");
    }

    @Test
    void aOnceTaskIsNotRunAgainThoughAttemptsAreLeft() {
        AttemptEnd end = LossPolicy.onLoss(lost(Guarantee.ONCE, null, 0, 5));

        assertThat(end.taskState()).isEqualTo(TaskState.FAILED);
        assertThat(end.taskReason()).extracting(Reason::code).isEqualTo("NODE_LOST");
        assertThat(end.taskReason()).extracting(Reason::text).asString().contains("rerun");
    }

    @Test
    void aTaskThatIsBeingCanceledIsCanceledWhateverItsGuarantee() {
        for (Guarantee guarantee : Guarantee.values()) {
            AttemptEnd end = LossPolicy.onLoss(lost(guarantee, "alice", 0, 5));

            assertThat(end.state()).isEqualTo(AttemptState.LOST);
            assertThat(end.taskState()).isEqualTo(TaskState.CANCELED);
            assertThat(end.taskReason()).extracting(Reason::text).asString().contains("alice");
        }
    }

    @Property
    void noTaskWaitsAgainAfterMoreLossesThanItAllows(
            @ForAll Guarantee guarantee,
            @ForAll @IntRange(min = 0, max = 100) int lostBefore,
            @ForAll @IntRange(min = 1, max = 100) int maxAttempts) {
        AttemptEnd end = LossPolicy.onLoss(lost(guarantee, null, lostBefore, maxAttempts));

        if (end.taskState() == TaskState.QUEUED) {
            assertThat(guarantee).isNotEqualTo(Guarantee.ONCE);
            assertThat(lostBefore + 1).isLessThan(maxAttempts);
        } else {
            assertThat(end.taskState()).isEqualTo(TaskState.FAILED);
            assertThat(end.taskReason()).isNotNull();
        }
    }

    @Test
    void aNodeThatWasToldToStopIsSaidToHaveBeen() {
        Lost lost = new Lost(
                new AttemptRef(ID, 1),
                new NodeName("n-7"),
                new Epoch(12),
                Guarantee.IDEMPOTENT,
                null,
                0,
                3,
                true,
                LossCause.NOT_HELD);

        assertThat(LossPolicy.onLoss(lost).reason())
                .isEqualTo(new Reason(
                        "NODE_LOST",
                        "Node n-7 (epoch 12) was told to stop, and it does not hold it any more and sent no result."));
    }

    private static Lost lost(Guarantee guarantee, @Nullable String canceler, int lostBefore, int maxAttempts) {
        return new Lost(
                new AttemptRef(ID, lostBefore + 1),
                new NodeName("n-7"),
                new Epoch(12),
                guarantee,
                canceler,
                lostBefore,
                maxAttempts,
                false,
                LossCause.LEASE_EXPIRED);
    }
}
