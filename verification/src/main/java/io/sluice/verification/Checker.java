package io.sluice.verification;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Says whether a history keeps the promises. Pure: it reads the witness, the answers and the API's word, and nothing else.
 * It proves breaches, not their absence: what an answer that never came leaves open counts as kept.
 */
public final class Checker {
    /** As many as a person reads. */
    private static final int NAMED = 5;

    private static final List<BiConsumer<Facts, Findings>> RULES = List.of(
            CapRule::check,
            BarrierRule::check,
            FencingRule::check,
            NothingLostRule::check,
            OnceRule::check,
            OverlapRule::check,
            OneResultRule::check,
            QueueLimitRule::check,
            RefusalRule::check,
            CalmRule::check,
            CancelRule::check,
            Checker::note);

    private Checker() {}

    /** Every breach that the history proves, and how many chances of one it had. */
    public static Verdict check(History history) {
        Facts facts = new Facts(history);
        Findings findings = new Findings();
        RULES.forEach(rule -> rule.accept(facts, findings));
        return findings.verdict();
    }

    private static void note(Facts facts, Findings findings) {
        long blind = facts.held().stream()
                .filter(held -> Integer.valueOf(Witness.COULD_NOT_WITNESS)
                        .equals(held.attempt().exitCode()))
                .count();
        if (blind > 0) {
            findings.note(
                    blind + " attempts could not write to the witness: see that every node has flock, and can write to"
                            + " its folder.");
        }
        List<TaskView> unlucky = facts.tasks().stream()
                .filter(task -> facts.isWitnessed(task.id()))
                .filter(task -> task.state() == TaskState.FAILED || task.state() == TaskState.TIMED_OUT)
                .filter(task -> task.reason() == null || !task.reason().code().equals(Reason.NODE_LOST))
                .toList();
        if (!unlucky.isEmpty()) {
            findings.note(unlucky.size() + " tasks FAILED or TIMED_OUT for another cause than a lost node, such as "
                    + unlucky.stream().limit(NAMED).map(Checker::fate).collect(Collectors.joining("; ")));
        }
        long unknown = facts.marksOfUnknownTasks().map(Mark::task).distinct().count();
        if (unknown > 0) {
            findings.note("The witness saw " + unknown + " tasks that the API was not asked for or does not know: of an"
                    + " earlier run, or answered to nobody.");
        }
        int unanswered = facts.history().answers().unanswered().size();
        if (unanswered > 0) {
            findings.note(unanswered + " submissions were not answered when the run ended.");
        }
        String unlisted = facts.history().collected().unlisted();
        if (unlisted != null) {
            findings.note("Tasks that were answered to nobody are not all known: " + unlisted + ".");
        }
    }

    private static String fate(TaskView task) {
        return task.id() + " (" + task.guarantee() + ") " + task.state() + " on " + task.node() + ", exit code "
                + task.exitCode() + ", " + task.reason();
    }
}
