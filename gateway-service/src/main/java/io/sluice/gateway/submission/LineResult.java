package io.sluice.gateway.submission;

import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.task.TaskState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line of a batch: the task that was taken, or why it was not.
 *
 * @param line its number, from 1
 */
public record LineResult(
        int line,
        @Nullable UUID id,
        @Nullable TaskState state,
        @Nullable Problem problem) {
    static LineResult taken(int line, UUID id) {
        return new LineResult(line, id, TaskState.QUEUED, null);
    }

    static LineResult refused(int line, Problem problem) {
        return new LineResult(line, null, null, problem);
    }
}
