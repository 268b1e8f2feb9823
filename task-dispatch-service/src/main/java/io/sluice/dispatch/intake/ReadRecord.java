package io.sluice.dispatch.intake;

import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.FieldError;
import java.util.List;

/** What a record of the intake topic turned out to be. */
sealed interface ReadRecord {
    /** A task. */
    record Task(TaskRequested task) implements ReadRecord {}

    /** No task, for these reasons; at least one. */
    record Refused(List<FieldError> reasons) implements ReadRecord {}
}
