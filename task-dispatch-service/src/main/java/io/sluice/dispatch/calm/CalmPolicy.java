package io.sluice.dispatch.calm;

import io.sluice.contracts.task.CalmCause;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether what seems lost is probably us. Pure. */
final class CalmPolicy {
    private CalmPolicy() {}

    /**
     * What the replicas agree on.
     *
     * @param pulseAt when one of them last found the database at work, or null before the first time
     * @param delay null while losses are declared as ever
     * @param waitedOut a mass loss was held for as long as it may be, and goes on
     */
    record State(@Nullable Instant pulseAt, @Nullable LossDelay delay, boolean waitedOut) {}

    /**
     * What one statement has seen of the nodes.
     *
     * @param countedFrom nodes that were heard after this, and have not left, are counted
     * @param silent those of them that seem lost
     * @param expired those of them whose lease has run out
     */
    record Facts(Instant now, Instant countedFrom, long counted, long silent, long expired) {}

    /** From a state to the next. */
    static State next(State before, Facts facts, CalmLimits limits) {
        boolean most = isMost(facts, limits);
        LossDelay delay = limits.enabled() ? delay(before, facts, most, limits) : null;
        boolean limitReached =
                before.delay() != null && delay == null && isOver(before.delay().atMost(), facts);
        return new State(facts.now(), delay, delay == null && most && (before.waitedOut() || limitReached));
    }

    private static @Nullable LossDelay delay(State before, Facts facts, boolean most, CalmLimits limits) {
        Duration away = before.pulseAt() == null ? Duration.ZERO : Duration.between(before.pulseAt(), facts.now());
        LossDelay held = before.delay();
        if (away.compareTo(limits.awayAfter()) > 0) {
            return afterOutage(held, away, facts, limits);
        }
        if (held == null) {
            // Before the first lease has run out there is nothing to hold back, and a hiccup alarms nobody.
            return most && facts.expired() > 0 && !before.waitedOut() ? massLoss(facts, limits) : null;
        }
        if (isOver(held.atMost(), facts)) {
            return null;
        }
        return switch (held.cause()) {
            case DATABASE_AWAY -> !isOver(held.until(), facts) ? held : most ? stillSilent(held, facts, limits) : null;
            case MASS_LOSS ->
                most
                        ? held.until(held.atMost())
                        : isOver(held.until(), facts)
                                ? null
                                : held.until(earlier(held.until(), facts.now().plus(limits.settle())));
        };
    }

    private static boolean isMost(Facts facts, CalmLimits limits) {
        return facts.silent() >= limits.nodes() && facts.silent() * 100 >= limits.share() * facts.counted();
    }

    private static boolean isOver(Instant end, Facts facts) {
        return !facts.now().isBefore(end);
    }

    /** The time for which the database was away is not held against the limit. */
    private static LossDelay afterOutage(@Nullable LossDelay held, Duration away, Facts facts, CalmLimits limits) {
        Instant now = facts.now();
        Instant atMost =
                held == null ? now.plus(limits.longest()) : later(held.atMost().plus(away), now.plus(limits.settle()));
        return new LossDelay(
                CalmCause.DATABASE_AWAY,
                held == null ? now : held.since(),
                earlier(now.plus(limits.grace()), atMost),
                atMost,
                facts.countedFrom(),
                "The database, or all of task-dispatch, was away for " + away.toSeconds()
                        + " s, so that no node could renew its lease.");
    }

    private static LossDelay massLoss(Facts facts, CalmLimits limits) {
        Instant end = facts.now().plus(limits.longest());
        return new LossDelay(CalmCause.MASS_LOSS, facts.now(), end, end, facts.countedFrom(), reason(facts, limits));
    }

    private static LossDelay stillSilent(LossDelay held, Facts facts, CalmLimits limits) {
        return new LossDelay(
                CalmCause.MASS_LOSS,
                held.since(),
                held.atMost(),
                held.atMost(),
                held.countedFrom(),
                reason(facts, limits));
    }

    private static String reason(Facts facts, CalmLimits limits) {
        return facts.silent() + " of " + facts.counted() + " nodes were not heard of for "
                + limits.silentAfter().toSeconds() + " s and more.";
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
