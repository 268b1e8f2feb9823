package io.sluice.registry.membership;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A time in which nobody is declared missing, or retired for being so: after this replica started, and after its database
 * was away, nodes have had no chance to check in, and the fault is ours.
 */
public final class QuietPeriod {
    private final Clock clock;
    private final Duration length;
    private Instant end;

    /** A period that begins now. */
    public QuietPeriod(Clock clock, Duration length) {
        this.clock = clock;
        this.length = length;
        this.end = clock.instant().plus(length);
    }

    /** The database did not answer: the period begins anew. */
    public synchronized void beginAgain() {
        end = clock.instant().plus(length);
    }

    /** Whether the period, whose end is exclusive, is not over. */
    public synchronized boolean lasts() {
        return clock.instant().isBefore(end);
    }
}
