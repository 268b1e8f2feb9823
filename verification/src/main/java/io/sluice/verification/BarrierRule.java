package io.sluice.verification;

import io.sluice.contracts.node.NodeName;
import io.sluice.verification.Facts.Held;
import io.sluice.verification.OperatorLog.Drained;
import io.sluice.verification.OperatorLog.Lifted;
import io.sluice.verification.OperatorLog.Retired;
import io.sluice.verification.OperatorLog.SeenDrained;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From the answer of a drain with its barrier until somebody asks to lift it (or to retire the node) no attempt is assigned
 * there. A lift on its way while the drain was asked for may have come after it, so such a drain proves nothing. What was
 * retired gets nothing any more; what was seen DRAINED held nothing.
 */
final class BarrierRule {
    private BarrierRule() {}

    static void check(Facts facts, Findings findings) {
        facts.operators(Drained.class).stream()
                .filter(Drained::barrier)
                .forEach(drain -> drained(drain, facts, findings));
        facts.operators(Retired.class).forEach(retired -> retired(retired, facts, findings));
        facts.operators(SeenDrained.class).forEach(seen -> seenDrained(seen, facts, findings));
    }

    private static void drained(Drained drain, Facts facts, Findings findings) {
        if (facts.operators(Lifted.class).stream().anyMatch(lift -> mayUndo(lift, drain))) {
            return;
        }
        Instant from = drain.answeredAt().plus(facts.slack());
        Optional<Instant> to = firstAskAfter(drain, facts).map(lift -> lift.minus(facts.slack()));
        List<Held> meanwhile = facts.held().stream()
                .filter(held -> isWithin(held.attempt().assignedAt(), from, to))
                .toList();
        if (meanwhile.stream().anyMatch(held -> !held.attempt().node().equals(drain.node()))) {
            findings.chance(Promise.BARRIER);
        }
        meanwhile.stream()
                .filter(held -> held.attempt().node().equals(drain.node()))
                .forEach(held -> findings.breach(
                        Promise.BARRIER,
                        held + " was assigned at " + held.attempt().assignedAt()
                                + ", behind the barrier that was answered at "
                                + drain.answeredAt()
                                + to.map(end -> " and lifted no earlier than " + end)
                                        .orElse("")
                                + "."));
    }

    /** Asked for before the drain was answered, and not known to be over before the drain was asked for. */
    private static boolean mayUndo(Lifted lift, Drained drain) {
        Instant answeredAt = lift.answeredAt();
        return lift.node().equals(drain.node())
                && !lift.askedAt().isAfter(drain.answeredAt())
                && (answeredAt == null
                        ? !lift.askedAt().isBefore(drain.askedAt())
                        : !answeredAt.isBefore(drain.askedAt()));
    }

    private static Optional<Instant> firstAskAfter(Drained drain, Facts facts) {
        NodeName node = drain.node();
        Stream<Instant> lifts = facts.operators(Lifted.class).stream()
                .filter(lift -> lift.node().equals(node))
                .map(Lifted::askedAt);
        Stream<Instant> retirements = facts.operators(Retired.class).stream()
                .filter(retired -> retired.node().equals(node))
                .map(Retired::askedAt);
        return Stream.concat(lifts, retirements)
                .filter(askedAt -> askedAt.isAfter(drain.askedAt()))
                .min(Comparator.naturalOrder());
    }

    private static void retired(Retired retired, Facts facts, Findings findings) {
        if (retired.answeredAt() == null) {
            return;
        }
        Instant from = Objects.requireNonNull(retired.answeredAt()).plus(facts.slack());
        findings.chance(Promise.BARRIER);
        facts.held().stream()
                .filter(held -> held.attempt().node().equals(retired.node()))
                .filter(held ->
                        held.attempt().epoch().value() <= retired.epoch().value())
                .filter(held -> held.attempt().assignedAt().isAfter(from))
                .forEach(held -> findings.breach(
                        Promise.BARRIER,
                        held + " was assigned at " + held.attempt().assignedAt() + ", after the node was retired at "
                                + retired.answeredAt() + "."));
    }

    private static void seenDrained(SeenDrained seen, Facts facts, Findings findings) {
        findings.chance(Promise.BARRIER);
        Instant from = seen.askedAt().minus(facts.slack());
        Instant to = seen.answeredAt().plus(facts.slack());
        facts.held().stream()
                .filter(held -> held.attempt().node().equals(seen.node()))
                .filter(held -> held.isLiveAt(from) && held.isLiveAt(to))
                .forEach(held -> findings.breach(
                        Promise.BARRIER,
                        "Node " + seen.node() + " was said to be DRAINED between " + from + " and " + to + ", while "
                                + held + " was live."));
    }

    private static boolean isWithin(Instant moment, Instant after, Optional<Instant> before) {
        return moment.isAfter(after) && (before.isEmpty() || moment.isBefore(before.get()));
    }
}
