package io.sluice.dispatch.cancel;

import io.sluice.contracts.task.TaskView;
import java.time.Instant;

/** What becomes of the request to stop a task, or to give it up. All of these are expected. */
sealed interface CancelOutcome {
    /** It is as requested; asked again it is the same. */
    record Done(TaskView task) implements CancelOutcome {}

    /** There is no such task. */
    record Unknown() implements CancelOutcome {}

    /** It has ended. */
    record Ended(TaskView task) implements CancelOutcome {}

    /** It can't be given up, since nobody has canceled it. */
    record NotCanceled(TaskView task) implements CancelOutcome {}

    /** It can be given up from then on. */
    record TooEarly(Instant from) implements CancelOutcome {}
}
