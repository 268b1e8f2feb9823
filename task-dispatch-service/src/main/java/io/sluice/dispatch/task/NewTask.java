package io.sluice.dispatch.task;

import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.task.TaskSubmission;

/**
 * A task on its way into the queue.
 *
 * @param selector what its node must be: a position, from 1, among the selectors that are sent along
 * @param json the submission as it is stored
 */
public record NewTask(TaskRequested requested, int selector, String json) {
    TaskSubmission submission() {
        return requested.submission();
    }
}
