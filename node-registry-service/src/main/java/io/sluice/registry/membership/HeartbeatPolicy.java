package io.sluice.registry.membership;

import io.sluice.contracts.node.Epoch;
import io.sluice.service.auth.NodeProof;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decisions about heartbeats. Pure. */
final class HeartbeatPolicy {
    /** What one replica is asked to take at most, in heartbeats a second, even when it is the only one left. */
    static final int MAX_PER_SECOND = 1_000;

    private HeartbeatPolicy() {}

    /**
     * Why a heartbeat was not taken.
     *
     * @param sent the epoch that it carried
     * @param current the newest of that name, or null when there is no such node
     * @param past how the sender ended, or null when it has not
     */
    static HeartbeatOutcome refusal(Epoch sent, @Nullable Epoch current, @Nullable PastIncarnation past) {
        if (past == PastIncarnation.RETIRED) {
            return new HeartbeatOutcome.Retired();
        }
        if (current != null && (past == PastIncarnation.SUPERSEDED || sent.isOlderThan(current))) {
            return new HeartbeatOutcome.StaleEpoch(current);
        }
        return new HeartbeatOutcome.RegisterAgain();
    }

    /**
     * Why a heartbeat was not taken that names the process which has the name, and does not prove to be of it.
     *
     * @param secretHash of the node's secret, or null when it registered without one
     */
    static HeartbeatOutcome unproven(NodeProof proof, @Nullable String secretHash) {
        // A process that registered with an older replica: its secret is not kept yet, and will be when it registers.
        return secretHash == null && proof.secretHash() != null
                ? new HeartbeatOutcome.RegisterAgain()
                : new HeartbeatOutcome.NotProven(secretHash != null);
    }

    /**
     * How often each node of a fleet checks in: as configured, or more seldom in a fleet so large that one replica
     * would see more than {@link #MAX_PER_SECOND}; never more seldom than a third of the grace, since one lost
     * heartbeat, or two, must not take a node OFFLINE.
     *
     * @param nodes how many nodes are online
     */
    static Duration interval(Duration configured, Duration grace, int nodes) {
        Duration stretched = Duration.ofMillis(nodes * 1_000L / MAX_PER_SECOND);
        Duration longest = grace.dividedBy(3);
        Duration wanted = configured.compareTo(stretched) >= 0 ? configured : stretched;
        return wanted.compareTo(longest) <= 0 ? wanted : longest;
    }
}
