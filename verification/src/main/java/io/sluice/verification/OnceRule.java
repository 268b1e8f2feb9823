package io.sluice.verification;

import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.Guarantee;
import io.sluice.verification.Facts.Held;
import io.sluice.verification.OperatorLog.Faulted;
import java.util.List;

/**
 * A {@code once} task has one attempt, and more only where an operator's drain ended the one before for another node: that
 * is CANCELED then. That no attempt of it is started twice is found by {@link FencingRule}.
 */
final class OnceRule {
    private OnceRule() {}

    static void check(Facts facts, Findings findings) {
        List<Faulted> faults = facts.operators(Faulted.class);
        facts.tasks(Guarantee.ONCE).forEach(task -> {
            List<AttemptView> attempts = Facts.attempts(task);
            for (int i = 1; i < attempts.size(); i++) {
                AttemptView before = attempts.get(i - 1);
                AttemptView next = attempts.get(i);
                if (before.state() != AttemptState.CANCELED) {
                    findings.breach(
                            Promise.ONCE,
                            "Task " + task.id() + " may run once, and attempt " + next.attempt()
                                    + " was assigned to node "
                                    + next.node() + " at " + next.assignedAt() + " after attempt " + before.attempt()
                                    + " on node " + before.node() + ", which is " + before.state() + ".");
                }
            }
            boolean tried = attempts.stream()
                    .anyMatch(attempt -> attempt.state() == AttemptState.LOST
                            || attempt.reconnecting()
                            || faults.stream().anyMatch(fault -> hits(fault, new Held(task, attempt))));
            if (tried) {
                findings.chance(Promise.ONCE);
            }
        });
    }

    private static boolean hits(Faulted fault, Held held) {
        return fault.node().equals(held.attempt().node()) && held.isLiveBetween(fault.from(), fault.to());
    }
}
