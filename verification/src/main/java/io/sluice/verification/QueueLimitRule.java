package io.sluice.verification;

import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Instant;

/** What is EXPIRED never ran, and had waited for its whole limit. */
final class QueueLimitRule {
    private QueueLimitRule() {}

    static void check(Facts facts, Findings findings) {
        for (TaskView task : facts.tasks()) {
            Instant endedAt = task.endedAt();
            if (task.state() != TaskState.EXPIRED || endedAt == null) {
                continue;
            }
            findings.chance(Promise.QUEUE_LIMIT);
            String who = "Task " + task.id() + ", EXPIRED at " + endedAt + ", ";
            if (!Facts.attempts(task).isEmpty() || !facts.starts(task.id()).isEmpty()) {
                findings.breach(Promise.QUEUE_LIMIT, who + "had been assigned or had run.");
            }
            if (endedAt.isBefore(task.submittedAt().plus(task.queueLimit().value()))) {
                findings.breach(
                        Promise.QUEUE_LIMIT,
                        who + "had waited since " + task.submittedAt() + " alone, and may wait for " + task.queueLimit()
                                + ".");
            }
        }
    }
}
