package io.sluice.verification;

import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import java.util.Objects;

/**
 * A cancel that was granted ends the task CANCELED, unless it succeeded before the stop arrived, and no attempt is made
 * after the answer. One that was refused since the task had ended was told the truth.
 */
final class CancelRule {
    private static final int GRANTED = 200;
    private static final int ENDED_ALREADY = 409;

    private CancelRule() {}

    static void check(Facts facts, Findings findings) {
        for (CancelAsked cancel : facts.history().answers().cancels()) {
            TaskView task = facts.history().collected().tasks().get(cancel.task());
            if (task == null || cancel.status() == null || cancel.answeredAt() == null) {
                continue;
            }
            Instant answeredAt = Objects.requireNonNull(cancel.answeredAt()).plus(facts.slack());
            int status = Objects.requireNonNull(cancel.status());
            if (status == GRANTED) {
                findings.chance(Promise.CANCEL);
                granted(task, answeredAt, facts, findings);
            } else if (status == ENDED_ALREADY && !hadEnded(task, answeredAt)) {
                findings.breach(
                        Promise.CANCEL,
                        "Task " + task.id() + " was not canceled since it had ended, by the answer at " + answeredAt
                                + "; it is " + task.state() + " since " + task.endedAt() + ". The answer: "
                                + cancel.said());
            }
        }
    }

    private static void granted(TaskView task, Instant answeredAt, Facts facts, Findings findings) {
        String who = "Task " + task.id() + ", whose cancel was granted at " + answeredAt + ", ";
        boolean right = task.state() == TaskState.CANCELED || task.state() == TaskState.SUCCEEDED;
        if (task.state().isTerminal() && !right && !hadEnded(task, answeredAt)) {
            findings.breach(Promise.CANCEL, who + "is " + task.state() + " since " + task.endedAt() + ".");
        }
        for (AttemptView attempt : Facts.attempts(task)) {
            if (attempt.assignedAt().isAfter(answeredAt)) {
                findings.breach(
                        Promise.CANCEL,
                        who + "got attempt " + attempt.attempt() + " on node " + attempt.node() + " at "
                                + attempt.assignedAt() + ".");
            }
        }
    }

    private static boolean hadEnded(TaskView task, Instant moment) {
        Instant endedAt = task.endedAt();
        return endedAt != null && !endedAt.isAfter(moment);
    }
}
