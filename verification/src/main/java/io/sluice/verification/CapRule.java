package io.sluice.verification;

import io.sluice.contracts.node.NodeName;
import io.sluice.verification.Facts.Held;
import io.sluice.verification.OperatorLog.CapAsked;
import io.sluice.verification.OperatorLog.Retired;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * At each assignment the live attempts of the node, this one included, are no more than the largest cap that may have been
 * in force then. A cap that was asked for may be in force from the asking on, and the one before it until the answer; what
 * was not answered, until a later one is.
 */
final class CapRule {
    private CapRule() {}

    /**
     * A cap that may have been in force.
     *
     * @param from inclusive; null for ever before
     * @param to inclusive; null for ever after
     */
    private record Possible(
            int cap, @Nullable Instant from, @Nullable Instant to) {
        boolean isAt(Instant moment) {
            return (from == null || !moment.isBefore(from)) && (to == null || !moment.isAfter(to));
        }
    }

    static void check(Facts facts, Findings findings) {
        facts.heldByNode().forEach((node, held) -> {
            Integer initial = facts.history().caps().get(node);
            if (initial == null) {
                findings.note("The cap of node " + node + " before the run is not known: its " + held.size()
                        + " assignments are not checked.");
                return;
            }
            check(node, held, possible(node, initial, facts), findings);
        });
    }

    private static void check(NodeName node, List<Held> held, List<Possible> caps, Findings findings) {
        for (Held assigned : held) {
            Instant moment = assigned.attempt().assignedAt();
            OptionalInt largest = caps.stream()
                    .filter(cap -> cap.isAt(moment))
                    .mapToInt(Possible::cap)
                    .max();
            long live = held.stream().filter(each -> each.isLiveAt(moment)).count();
            int cap = largest.orElse(0);
            if (live >= cap - 1) {
                findings.chance(Promise.CAP);
            }
            if (live > cap) {
                findings.breach(
                        Promise.CAP,
                        "Node " + node + " held " + live + " live attempts when " + assigned + " was assigned at "
                                + moment + ", and its cap was " + cap + " at most.");
            }
        }
    }

    private static List<Possible> possible(NodeName node, int initial, Facts facts) {
        List<CapAsked> asked = facts.operators(CapAsked.class).stream()
                .filter(each -> each.node().equals(node))
                .toList();
        List<Possible> possible = new ArrayList<>();
        possible.add(new Possible(initial, null, firstAnswer(asked, Instant.MIN, facts)));
        for (CapAsked one : asked) {
            Instant answeredAt = one.answeredAt();
            Instant known = answeredAt == null ? one.askedAt() : answeredAt;
            possible.add(new Possible(one.cap(), one.askedAt().minus(facts.slack()), firstAnswer(asked, known, facts)));
        }
        // A node that was retired comes back, if at all, with the cap that it brings.
        for (Retired retired : facts.operators(Retired.class)) {
            if (retired.node().equals(node)) {
                Instant from = retired.askedAt();
                possible.add(new Possible(initial, from.minus(facts.slack()), firstAnswer(asked, from, facts)));
            }
        }
        return possible;
    }

    /** When a change that was asked for at that time or later was first known to be in force. */
    private static @Nullable Instant firstAnswer(List<CapAsked> asked, Instant since, Facts facts) {
        Instant first = null;
        for (CapAsked one : asked) {
            Instant answeredAt = one.answeredAt();
            if (answeredAt != null && !one.askedAt().isBefore(since) && (first == null || answeredAt.isBefore(first))) {
                first = answeredAt;
            }
        }
        return first == null ? null : first.plus(facts.slack());
    }
}
