package io.sluice.registry.membership;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;

/** What becomes of a heartbeat. All of these are expected. */
sealed interface HeartbeatOutcome {
    /**
     * The node was seen.
     *
     * @param drain what keeps it from new tasks
     * @param stopping whether it is on record that its process was told to stop
     */
    record Taken(Drain drain, int taskCap, boolean stopping) implements HeartbeatOutcome {}

    /** A newer process runs under the name. */
    record StaleEpoch(Epoch current) implements HeartbeatOutcome {}

    /** The registry does not know this process as the node of the name: it has to register. */
    record RegisterAgain() implements HeartbeatOutcome {}

    /** The process belongs to a node that an operator retired. */
    record Retired() implements HeartbeatOutcome {}

    /**
     * It names the process that has the name, and has no proof of being it.
     *
     * @param needsSecret whether the proof is a secret, or the join token
     */
    record NotProven(boolean needsSecret) implements HeartbeatOutcome {}

    /** Too many wait for the database already: the node asks again. */
    record Overloaded() implements HeartbeatOutcome {}
}
