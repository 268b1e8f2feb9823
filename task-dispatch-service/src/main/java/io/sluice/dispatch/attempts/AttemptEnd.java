package io.sluice.dispatch.attempts;

import io.sluice.contracts.Reason;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ends, and what becomes of its task.
 *
 * @param state a terminal one
 * @param exitCode of the process, or null when there was none
 * @param reason why, unless it succeeded
 * @param ranMillis how long the node says that it ran, milliseconds, 0 or more; tells the start of one whose start is not on
 *     record. Null when nothing says that it began
 * @param taskState QUEUED for another attempt, or a terminal one
 * @param taskReason why the task is in that state; null for QUEUED and SUCCEEDED
 */
public record AttemptEnd(
        AttemptRef ref,
        AttemptState state,
        @Nullable Integer exitCode,
        @Nullable Reason reason,
        @Nullable Long ranMillis,
        TaskState taskState,
        @Nullable Reason taskReason) {
    public AttemptEnd {
        Objects.requireNonNull(ref, "ref");
        if (!state.hasEnded()) {
            throw new IllegalArgumentException("an attempt does not end as " + state);
        }
        if (taskState != TaskState.QUEUED && !taskState.isTerminal()) {
            throw new IllegalArgumentException("the end of an attempt does not leave its task " + taskState);
        }
    }
}
