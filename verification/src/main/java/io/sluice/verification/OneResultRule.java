package io.sluice.verification;

import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.Guarantee;
import java.util.List;

/** Of an {@code idempotent} task's attempts, which may all come to an end, only the last has its end recorded. */
final class OneResultRule {
    private OneResultRule() {}

    static void check(Facts facts, Findings findings) {
        facts.tasks(Guarantee.IDEMPOTENT).forEach(task -> {
            List<AttemptView> attempts = Facts.attempts(task);
            if (attempts.size() > 1) {
                findings.chance(Promise.ONE_RESULT);
            }
            for (int i = 0; i + 1 < attempts.size(); i++) {
                AttemptView attempt = attempts.get(i);
                if (FencingRule.hasResult(attempt)) {
                    findings.breach(
                            Promise.ONE_RESULT,
                            "Attempt " + attempt.attempt() + " of task " + task.id() + " on node " + attempt.node()
                                    + " was " + attempt.state() + " at " + attempt.endedAt()
                                    + ", and another attempt followed.");
                }
            }
        });
    }
}
