package io.sluice.dispatch.leases;

import io.sluice.contracts.Reason;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.AttemptEnd;
import org.jspecify.annotations.Nullable;

/** What becomes of a task whose attempt is lost. Pure. */
final class LossPolicy {
    private LossPolicy() {}

    /**
     * A lost attempt.
     *
     * @param canceler who or what canceled the task, in words, or null when nobody did
     * @param lostBefore how many attempts of the task were lost before this one, without those that never began
     * @param maxAttempts how many may be lost in all; the task fails with the last
     * @param nodeLeft whether its process was told to stop
     */
    record Lost(
            AttemptRef ref,
            NodeName node,
            Epoch epoch,
            Guarantee guarantee,
            @Nullable String canceler,
            int lostBefore,
            int maxAttempts,
            boolean nodeLeft,
            LossCause cause) {}

    /**
     * A task that was to stop is CANCELED. Else it waits for another node, in its old place, as long as attempts are left;
     * a {@code once} task never does, however many attempts it allows, even when its node never said that it had started:
     * it may have.
     */
    static AttemptEnd onLoss(Lost lost) {
        Reason reason = new Reason(Reason.NODE_LOST, sentence(lost));
        if (lost.canceler() != null) {
            String text = "Canceled by " + lost.canceler() + "; its node was lost before it had stopped.";
            return end(lost, reason, TaskState.CANCELED, new Reason("CANCELED", text));
        }
        return switch (lost.guarantee()) {
            case ONCE ->
                failed(
                        lost,
                        reason,
                        " It was promised to run once and is not run again by itself: rerun it if that is safe.");
            case EXCLUSIVE, IDEMPOTENT ->
                lost.lostBefore() + 1 < lost.maxAttempts()
                        ? end(lost, reason, TaskState.QUEUED, null)
                        : failed(lost, reason, " That was the last of " + lost.maxAttempts() + " attempts.");
        };
    }

    private static AttemptEnd failed(Lost lost, Reason reason, String more) {
        return end(lost, reason, TaskState.FAILED, new Reason(Reason.NODE_LOST, reason.text() + more));
    }

    private static AttemptEnd end(Lost lost, Reason reason, TaskState taskState, @Nullable Reason taskReason) {
        return new AttemptEnd(lost.ref(), AttemptState.LOST, null, reason, null, taskState, taskReason);
    }

    private static String sentence(Lost lost) {
        String node = "Node " + lost.node() + " (epoch " + lost.epoch() + ")"
                + (lost.nodeLeft() ? " was told to stop, and it" : "");
        return switch (lost.cause()) {
            case LEASE_EXPIRED -> node + " was not heard of for too long.";
            case REGISTERED_AGAIN -> node + " was replaced by a newer process of the same name.";
            case TAKEN_OVER ->
                node + " fell silent, another process has its name since, and nothing was heard of it for too long.";
            case NOT_HELD -> node + " does not hold it any more and sent no result.";
        };
    }
}
