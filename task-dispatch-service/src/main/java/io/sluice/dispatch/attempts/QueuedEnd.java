package io.sluice.dispatch.attempts;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.TaskState;
import java.util.UUID;

/**
 * How a task ends while it waits.
 *
 * @param state CANCELED, EXPIRED, or FAILED for one that has run before
 */
public record QueuedEnd(UUID taskId, TaskState state, Reason reason) {
    public QueuedEnd {
        if (!state.isTerminal()) {
            throw new IllegalArgumentException("a task does not end as " + state);
        }
    }
}
