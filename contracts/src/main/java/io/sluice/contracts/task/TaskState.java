package io.sluice.contracts.task;

/** Where a task is. Each constant says who may leave it, and how. */
public enum TaskState {
    /** Waits for a node. Left by the claim (ASSIGNED), by a cancel (CANCELED), by the queue limit (EXPIRED). */
    QUEUED,
    /** A node holds the attempt and has not started it. Left by the node's start, by an end, by a cancel, by loss. */
    ASSIGNED,
    /** The process runs. Left by the node's end, by a cancel (CANCELING), by loss (QUEUED or FAILED). */
    RUNNING,
    /** Somebody wants it to stop. Left by the node's end, by loss, or abandoned by an operator after 10 minutes. */
    CANCELING,
    /** Ended with exit code 0. Terminal. */
    SUCCEEDED,
    /** Ended otherwise, or its node was lost and it may not run again. Terminal. */
    FAILED,
    /** Ran past its execution timeout and was ended. Terminal. */
    TIMED_OUT,
    /** Ended because somebody asked. Terminal. */
    CANCELED,
    /** Waited past its queue limit; it never ran and never will. Terminal. */
    EXPIRED;

    /** Whether nothing can change it any more. */
    public boolean isTerminal() {
        return switch (this) {
            case QUEUED, ASSIGNED, RUNNING, CANCELING -> false;
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELED, EXPIRED -> true;
        };
    }
}
