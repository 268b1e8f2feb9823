package io.sluice.dispatch.attempts;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.TaskState;
import io.vertx.mutiny.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * A live attempt, read under the lock of its task.
 *
 * @param started whether its start is on record
 * @param logSeq the last piece of its output that is stored, 0 before the first
 * @param stopCause why its node has to end it, or null when it has not
 * @param stopper who or what wants it ended, in words, or null when nobody does
 * @param canceler who or what canceled the task, in words, or null when nobody did
 */
public record LiveAttempt(
        AttemptRef ref,
        NodeName node,
        Epoch epoch,
        boolean started,
        long logSeq,
        @Nullable StopCause stopCause,
        @Nullable String stopper,
        TaskState taskState,
        @Nullable String canceler) {
    /** From a row with the columns of both: the attempt's, and its task's state and canceler. */
    public static LiveAttempt read(Row row) {
        String stopCause = row.getString("stop_cause");
        return new LiveAttempt(
                new AttemptRef(row.getUUID("task_id"), row.getInteger("attempt")),
                new NodeName(row.getString("node")),
                new Epoch(row.getLong("epoch")),
                row.getBoolean("started"),
                row.getLong("log_seq"),
                stopCause == null ? null : StopCause.valueOf(stopCause),
                row.getString("stopper"),
                TaskState.valueOf(row.getString("task_state")),
                row.getString("canceler"));
    }

    /** The same with its start on record. */
    public LiveAttempt begun() {
        return new LiveAttempt(ref, node, epoch, true, logSeq, stopCause, stopper, taskState, canceler);
    }

    public boolean isOf(NodeName name, Epoch number) {
        return node.equals(name) && epoch.equals(number);
    }
}
