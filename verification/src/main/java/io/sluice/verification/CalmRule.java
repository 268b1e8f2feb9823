package io.sluice.verification;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.AttemptState;
import io.sluice.verification.Facts.Held;
import io.sluice.verification.OperatorLog.CalmExpected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** While calm is expected no attempt is lost because its node was not heard of. Other causes do not count. */
final class CalmRule {
    /** As dispatch words it, which is the one place where the cause is told. */
    static final String NOT_HEARD_OF = "was not heard of for too long";

    private CalmRule() {}

    static void check(Facts facts, Findings findings) {
        for (CalmExpected calm : facts.operators(CalmExpected.class)) {
            Instant from = calm.from().plus(facts.slack());
            Instant to = calm.to().minus(facts.slack());
            findings.chances(
                    Promise.CALM,
                    facts.held().stream().filter(held -> held.isLiveAt(from)).count());
            facts.held().stream()
                    .filter(CalmRule::isLostUnheardOf)
                    .filter(held -> isWithin(held.attempt().endedAt(), from, to))
                    .forEach(held -> findings.breach(
                            Promise.CALM,
                            held + " was lost because its node was not heard of at "
                                    + held.attempt().endedAt()
                                    + ", while calm was expected from " + calm.from() + " to " + calm.to() + ": "
                                    + calm.why() + "."));
        }
    }

    static boolean isLostUnheardOf(Held held) {
        Reason reason = held.attempt().reason();
        return held.attempt().state() == AttemptState.LOST
                && reason != null
                && reason.text().contains(NOT_HEARD_OF);
    }

    private static boolean isWithin(@Nullable Instant moment, Instant from, Instant to) {
        return moment != null && !moment.isBefore(from) && moment.isBefore(to);
    }
}
