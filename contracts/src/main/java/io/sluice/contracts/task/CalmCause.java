package io.sluice.contracts.task;

/** Why no node is declared lost for the present, although nodes are silent. */
public enum CalmCause {
    /** Most nodes seem lost at once. Ends when most are heard of again, or at its limit. */
    MASS_LOSS,
    /** The database, or all of task-dispatch, was away, so no node could renew. Ends after its grace, or becomes a mass loss. */
    DATABASE_AWAY
}
