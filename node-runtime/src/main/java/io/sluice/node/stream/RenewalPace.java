package io.sluice.node.stream;

import java.time.Duration;

/** How often a node renews its lease. */
final class RenewalPace {
    private RenewalPace() {}

    /**
     * The heartbeat's interval, stretched as it is for a large fleet, but never so far that two renewals in a row
     * could not be lost: at most a quarter of the lease and a third of the self-stop.
     *
     * @param lease as dispatch last said, or zero when it has not
     */
    static Duration interval(Duration heartbeat, Duration lease, Duration selfStop) {
        Duration interval = min(heartbeat, selfStop.dividedBy(3));
        return lease.isZero() ? interval : min(interval, lease.dividedBy(4));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
