package io.sluice.verification;

import io.sluice.contracts.task.TaskView;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Each task that was answered with 202 is known and has ended, with the guarantee that was asked for; one key is one task,
 * however often it was sent.
 */
final class NothingLostRule {
    private NothingLostRule() {}

    static void check(Facts facts, Findings findings) {
        Answers answers = facts.history().answers();
        Map<UUID, String> keys = new HashMap<>();
        Map<String, UUID> ids = new HashMap<>();
        for (Accepted accepted : answers.accepted()) {
            findings.chance(Promise.NOTHING_LOST);
            ended(accepted, facts, findings);
            String other = keys.putIfAbsent(accepted.id(), accepted.key());
            if (other != null) {
                findings.breach(
                        Promise.NOTHING_LOST,
                        "Task " + accepted.id() + " was answered to the key " + accepted.key() + " and to the key "
                                + other + ".");
            }
            ids.putIfAbsent(accepted.key(), accepted.id());
        }
        for (Replayed replayed : answers.replayed()) {
            if (!replayed.first().equals(replayed.second())) {
                findings.breach(
                        Promise.NOTHING_LOST,
                        "The key " + replayed.key() + " was answered with task " + replayed.first() + " and with task "
                                + replayed.second() + ".");
            }
        }
        // Each task is named after its key. One that a replay was answered with is told of above.
        for (TaskView task : facts.tasks()) {
            UUID id = task.name() == null ? null : ids.get(task.name());
            boolean told =
                    answers.replayed().stream().anyMatch(each -> each.second().equals(task.id()));
            if (id != null && !id.equals(task.id()) && !told) {
                findings.breach(
                        Promise.NOTHING_LOST,
                        "The key " + task.name() + " was answered with task " + id + ", and task " + task.id()
                                + " has come of it too.");
            }
        }
    }

    private static void ended(Accepted accepted, Facts facts, Findings findings) {
        TaskView task = facts.history().collected().tasks().get(accepted.id());
        String who = "Task " + accepted.id() + ", answered with 202 at " + accepted.acceptedAt() + " (key "
                + accepted.key() + "), ";
        if (task == null) {
            String why = facts.history().collected().unread().getOrDefault(accepted.id(), "it was not read");
            findings.breach(Promise.NOTHING_LOST, who + "is not known: " + why + ".");
        } else if (!task.state().isTerminal()) {
            findings.breach(
                    Promise.NOTHING_LOST,
                    who + "is " + task.state() + (task.node() == null ? "" : " on node " + task.node()) + " at "
                            + facts.history().collected().at() + ".");
        } else if (task.guarantee() != accepted.guarantee()) {
            findings.breach(
                    Promise.NOTHING_LOST,
                    who + "was to be " + accepted.guarantee() + " and is " + task.guarantee() + ".");
        }
    }
}
