package io.sluice.contracts.node;

import java.util.OptionalInt;

/** What a node is doing, derived from small facts and never stored. */
public enum NodeStatus {
    /** Seen within the grace, no drain: it takes tasks up to its cap. */
    RUNNING,
    /** A drain is requested, by an operator or since its process stops, and it is not yet certain that no attempt is left or can still come. Ends as DRAINED or, lifted, as RUNNING. */
    DRAINING,
    /** Drained: dispatch has closed admission and counts no live attempt. Only lifting the drain leaves this state, or the process's end. */
    DRAINED,
    /** Not seen within the grace, or it said goodbye. Leaves this state by its next heartbeat or registration. */
    OFFLINE;

    /**
     * The one place where a status is decided.
     *
     * @param offline whether the registry's clock says that the node is past its grace or gone
     * @param drainRequested whether an operator, or the node's own stop, asks for the drain
     * @param barrier whether dispatch has committed that no attempt can be created
     * @param liveAttempts dispatch's own count, empty when dispatch could not be asked: then DRAINED is never said
     */
    public static NodeStatus of(boolean offline, boolean drainRequested, boolean barrier, OptionalInt liveAttempts) {
        if (offline) {
            return OFFLINE;
        }
        if (!drainRequested) {
            return RUNNING;
        }
        boolean empty = liveAttempts.isPresent() && liveAttempts.getAsInt() == 0;
        return barrier && empty ? DRAINED : DRAINING;
    }
}
