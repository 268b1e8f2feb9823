package io.sluice.dispatch.deadlines;

import io.sluice.contracts.Reason;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.QueuedEnd;
import java.util.UUID;

/** What becomes of a task that waits past its queue limit. Pure. */
final class ExpiryPolicy {
    private static final String CODE = "QUEUE_LIMIT";

    private ExpiryPolicy() {}

    /**
     * One that has never run is EXPIRED; one that waits again since it was lost, or its node drained, has FAILED.
     *
     * @param begun number of its newest attempt, 0 when it has none that a node could begin
     */
    static QueuedEnd onLimit(UUID taskId, int begun, Timespan queueLimit) {
        return begun == 0
                ? new QueuedEnd(
                        taskId,
                        TaskState.EXPIRED,
                        new Reason(CODE, "It waited for " + queueLimit + " and no node took it; it did not run."))
                : new QueuedEnd(
                        taskId,
                        TaskState.FAILED,
                        new Reason(
                                CODE,
                                "Its attempt " + begun + " came to nothing, then it waited for " + queueLimit
                                        + " and no node took it again."));
    }
}
