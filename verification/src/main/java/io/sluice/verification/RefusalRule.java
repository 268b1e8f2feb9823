package io.sluice.verification;

import io.sluice.contracts.problem.ProblemType;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong on purpose is answered with 400, names the wrong field, and is never a task; what is right is not refused. */
final class RefusalRule {
    private RefusalRule() {}

    static void check(Facts facts, Findings findings) {
        Answers answers = facts.history().answers();
        Set<String> names =
                facts.tasks().stream().map(task -> String.valueOf(task.name())).collect(Collectors.toSet());
        for (Refused refused : answers.refused()) {
            findings.chance(Promise.REFUSAL);
            String who = "A submission with a wrong '" + refused.wrong() + "' (" + refused.name() + ") ";
            if (!names(refused)) {
                findings.breach(
                        Promise.REFUSAL,
                        who + "was answered with " + refused.status() + " " + refused.type() + ", naming "
                                + refused.fields() + ".");
            }
            if (!refused.name().isEmpty() && names.contains(refused.name())) {
                findings.breach(Promise.REFUSAL, who + "is a task all the same.");
            }
        }
        for (Unexpected unexpected : answers.unexpected()) {
            findings.breach(
                    Promise.REFUSAL,
                    "A good submission (key " + unexpected.key() + ") was answered with " + unexpected.status() + ": "
                            + unexpected.body());
        }
    }

    private static boolean names(Refused refused) {
        return refused.status() == ProblemType.INVALID_REQUEST.status()
                && refused.type().equals(ProblemType.INVALID_REQUEST.slug())
                && refused.fields().stream().anyMatch(field -> field.startsWith(refused.wrong()));
    }
}
