package io.sluice.dispatch.calm;

import io.sluice.dispatch.settings.DispatchConfig;
import java.time.Duration;

/**
 * What {@link CalmPolicy} decides by.
 *
 * @param share what most nodes are, in percent
 * @param nodes fewer are never most
 * @param within who fell silent within this time did so at once
 * @param grace after the database was away
 * @param longest while the database works
 */
record CalmLimits(
        boolean enabled, int share, int nodes, Duration within, Duration grace, Duration longest, Duration lease) {
    /** Each replica writes its pulse this often. */
    static final Duration PULSE = Duration.ofSeconds(2);

    static CalmLimits of(CalmConfig config, DispatchConfig dispatch) {
        return new CalmLimits(
                config.enabled(),
                config.share(),
                config.nodes(),
                config.within(),
                config.grace(),
                config.longest(),
                dispatch.lease());
    }

    /**
     * A node that is silent for this long seems lost: half the lease. Nodes that are cut off at one moment renewed last at
     * different ones, up to a third of the lease apart; so all of them seem lost before the first lease has run out.
     */
    Duration silentAfter() {
        return lease.dividedBy(2);
    }

    /**
     * The database was away when no pulse was written for this long: a third of the lease, and three pulses at least. The
     * other two thirds are the time since the last renewal before it and until the first one after it.
     */
    Duration awayAfter() {
        Duration third = lease.dividedBy(3);
        Duration pulses = PULSE.multipliedBy(3);
        return third.compareTo(pulses) < 0 ? pulses : third;
    }

    /** When most are back the others have a lease's time: three renewals. */
    Duration settle() {
        return lease;
    }

    /** Nodes that were heard within this time are counted. */
    Duration window() {
        return silentAfter().plus(within);
    }
}
