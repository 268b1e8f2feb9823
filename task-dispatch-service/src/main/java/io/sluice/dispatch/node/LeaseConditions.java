package io.sluice.dispatch.node;

import java.time.Duration;

/**
 * Conditions of SQL over {@code node_lease l} and {@code node_admission a} of one node. Each is decided by the database's clock
 * at the moment of its evaluation, and is null, which is not true, for a node without a lease.
 */
public final class LeaseConditions {
    private LeaseConditions() {}

    /** The node was heard of within the lease, whichever epoch it had. */
    public static String isHeld(Duration lease) {
        return "(l.renewed_at > clock_timestamp() - interval '%d milliseconds')".formatted(lease.toMillis());
    }

    /** The lease is held by the admitted epoch, and a stream serves it: the node can be sent tasks. */
    public static String isAttached(Duration lease) {
        return "(l.epoch = a.epoch and l.stream is not null and " + isHeld(lease) + ")";
    }
}
