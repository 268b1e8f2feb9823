package io.sluice.verification;

import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Attempts of a task follow each other, numbered from 1, and none is live beside another. Each is started at most once, on
 * the node and in the epoch that it was assigned to, and the one that is recorded as SUCCEEDED is the one whose process did
 * all it had to.
 *
 * <p>Not a breach: a process of a lost attempt that starts or goes on late. The node learns of the loss with its next
 * renewal; an {@code idempotent} task may overlap, and one that was frozen may act for a moment when it wakes. What must
 * not happen then is the business of {@link OverlapRule} and {@link OnceRule}.
 */
final class FencingRule {
    private FencingRule() {}

    static void check(Facts facts, Findings findings) {
        for (TaskView task : facts.tasks()) {
            List<AttemptView> attempts = Facts.attempts(task);
            numbers(task, attempts, findings);
            overlaps(task, attempts, findings);
            result(task, attempts, facts, findings);
            witnessed(task, attempts, facts, findings);
            for (AttemptView attempt : attempts) {
                findings.chances(Promise.FENCING, attempt.refusedReports());
                if (attempt.state() == AttemptState.LOST && facts.hasEnd(task.id(), attempt.attempt())) {
                    findings.chance(Promise.FENCING);
                }
            }
        }
    }

    private static void numbers(TaskView task, List<AttemptView> attempts, Findings findings) {
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).attempt() != i + 1) {
                findings.breach(
                        Promise.FENCING,
                        "Task " + task.id() + " has the attempts "
                                + attempts.stream()
                                        .map(attempt -> Integer.toString(attempt.attempt()))
                                        .collect(Collectors.joining(", "))
                                + ", not 1 to " + attempts.size() + ".");
                return;
            }
        }
    }

    private static void overlaps(TaskView task, List<AttemptView> attempts, Findings findings) {
        for (int i = 0; i < attempts.size(); i++) {
            AttemptView attempt = attempts.get(i);
            Instant endedAt = attempt.endedAt();
            String who = "Attempt " + attempt.attempt() + " of task " + task.id() + " on node " + attempt.node();
            if (i + 1 < attempts.size()) {
                AttemptView next = attempts.get(i + 1);
                if (endedAt == null || endedAt.isAfter(next.assignedAt())) {
                    findings.breach(
                            Promise.FENCING,
                            who + (endedAt == null ? " is live" : " was live until " + endedAt) + ", and attempt "
                                    + next.attempt() + " was assigned to node " + next.node() + " at "
                                    + next.assignedAt()
                                    + ".");
                }
            } else if (endedAt == null && task.state().isTerminal()) {
                findings.breach(Promise.FENCING, who + " is live, and the task is " + task.state() + ".");
            }
        }
    }

    private static void result(TaskView task, List<AttemptView> attempts, Facts facts, Findings findings) {
        for (int i = 0; i < attempts.size(); i++) {
            AttemptView attempt = attempts.get(i);
            boolean last = i == attempts.size() - 1;
            String who = "Attempt " + attempt.attempt() + " of task " + task.id() + " on node " + attempt.node();
            if (!last && hasResult(attempt) && task.guarantee() == Guarantee.EXCLUSIVE) {
                findings.breach(
                        Promise.FENCING,
                        who + " was " + attempt.state() + " at " + attempt.endedAt()
                                + ", and another attempt followed.");
            }
            if (attempt.state() != AttemptState.SUCCEEDED) {
                continue;
            }
            if (facts.isWitnessed(task.id()) && !facts.hasEnd(task.id(), attempt.attempt())) {
                findings.breach(
                        Promise.FENCING,
                        who + " is SUCCEEDED since " + attempt.endedAt()
                                + ", and its process never wrote its end: another one's report was taken for it.");
            }
            if (last && task.state() != TaskState.SUCCEEDED) {
                findings.breach(Promise.FENCING, who + " is SUCCEEDED, and the task is " + task.state() + ".");
            }
        }
        boolean lastSucceeded =
                !attempts.isEmpty() && attempts.get(attempts.size() - 1).state() == AttemptState.SUCCEEDED;
        if (task.state() == TaskState.SUCCEEDED && !lastSucceeded) {
            findings.breach(Promise.FENCING, "Task " + task.id() + " is SUCCEEDED, and its last attempt is not.");
        }
    }

    /** The node's word on how it ended was taken. */
    static boolean hasResult(AttemptView attempt) {
        return switch (attempt.state()) {
            case SUCCEEDED, FAILED, TIMED_OUT -> true;
            case ASSIGNED, RUNNING, CANCELED, LOST -> false;
        };
    }

    private static void witnessed(TaskView task, List<AttemptView> attempts, Facts facts, Findings findings) {
        Map<Integer, AttemptView> known = new HashMap<>();
        attempts.forEach(attempt -> known.put(attempt.attempt(), attempt));
        Set<Integer> started = new HashSet<>();
        Set<Integer> ended = new HashSet<>();
        for (Mark mark : facts.marks(task.id())) {
            String who = "A process of attempt " + mark.attempt() + " of task " + task.id() + " on node " + mark.node()
                    + " (epoch " + mark.epoch() + ", line " + mark.line() + ")";
            AttemptView attempt = known.get(mark.attempt());
            if (attempt == null) {
                findings.breach(Promise.FENCING, who + " ran, and the API knows of no such attempt.");
            } else if (!attempt.node().equals(mark.node()) || !attempt.epoch().equals(mark.epoch())) {
                findings.breach(
                        Promise.FENCING,
                        who + " ran, and the attempt was assigned to node " + attempt.node() + " (epoch "
                                + attempt.epoch() + ").");
            }
            if (mark instanceof Mark.Start && !started.add(mark.attempt())) {
                Promise broken = task.guarantee() == Guarantee.ONCE ? Promise.ONCE : Promise.FENCING;
                findings.breach(broken, who + " was started, and one had been before.");
            }
            if (mark instanceof Mark.End && !started.contains(mark.attempt())) {
                findings.breach(Promise.FENCING, who + " wrote its end, and no start.");
            }
            if (mark instanceof Mark.End && !ended.add(mark.attempt())) {
                findings.breach(Promise.FENCING, who + " wrote its end, and one had before.");
            }
        }
    }
}
