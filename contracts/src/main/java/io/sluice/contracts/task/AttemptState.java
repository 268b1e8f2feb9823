package io.sluice.contracts.task;

/** Where an attempt is. */
public enum AttemptState {
    /** On its way to the node, or there and not started. Left by the node's start or end, or by loss. */
    ASSIGNED,
    /** The process runs. Left by the node's end, or by loss. */
    RUNNING,
    /** Ended with exit code 0. Terminal. */
    SUCCEEDED,
    /** Ended otherwise, or could not start. Terminal. */
    FAILED,
    /** Ended for its timeout. Terminal. */
    TIMED_OUT,
    /** Ended because somebody asked. Terminal. */
    CANCELED,
    /** Its node's lease ran out, the node registered again, or it could not begin the attempt. Terminal. */
    LOST;

    /** Whether the attempt has ended. */
    public boolean hasEnded() {
        return switch (this) {
            case ASSIGNED, RUNNING -> false;
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELED, LOST -> true;
        };
    }
}
