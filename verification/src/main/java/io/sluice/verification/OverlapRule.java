package io.sluice.verification;

import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskView;
import java.util.HashSet;
import java.util.Set;

/**
 * When a process of an {@code exclusive} task starts, none of an earlier attempt lives, by the word of the kernel's lock.
 * The order of the lines has to agree: nothing is written by an attempt after a later one has started.
 */
final class OverlapRule {
    private OverlapRule() {}

    static void check(Facts facts, Findings findings) {
        facts.tasks(Guarantee.EXCLUSIVE).forEach(task -> {
            if (Facts.attempts(task).size() > 1) {
                findings.chance(Promise.NO_OVERLAP);
            }
            exclusive(task, facts, findings);
        });
        long overlaps = facts.tasks(Guarantee.IDEMPOTENT)
                .filter(task -> facts.starts(task.id()).stream().anyMatch(start -> !start.alone()))
                .count();
        if (overlaps > 0) {
            findings.note(overlaps + " idempotent tasks really ran twice at once, as they may.");
        }
    }

    private static void exclusive(TaskView task, Facts facts, Findings findings) {
        int newest = 0;
        int newestLine = 0;
        Set<Integer> overlapped = new HashSet<>();
        for (Mark mark : facts.marks(task.id())) {
            String who = "Attempt " + mark.attempt() + " of exclusive task " + task.id() + " on node " + mark.node()
                    + " (line " + mark.line() + ", uptime " + mark.uptime().toMillis() / 1000.0 + " s)";
            if (mark instanceof Mark.Start start && !start.alone()) {
                overlapped.add(mark.attempt());
                findings.breach(Promise.NO_OVERLAP, who + " was started while a process of an earlier attempt lived.");
            } else if (mark.attempt() < newest && !overlapped.contains(newest)) {
                findings.breach(
                        Promise.NO_OVERLAP,
                        who + (mark instanceof Mark.Start ? " was started" : " wrote its end") + " after attempt "
                                + newest + " had been started (line " + newestLine + ").");
            }
            if (mark instanceof Mark.Start && mark.attempt() > newest) {
                newest = mark.attempt();
                newestLine = mark.line();
            }
        }
    }
}
