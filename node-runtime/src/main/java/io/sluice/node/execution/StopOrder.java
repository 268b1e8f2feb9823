package io.sluice.node.execution;

/** Why an attempt is ended before its time. */
enum StopOrder {
    /** Somebody canceled the task. Reported CANCELED. */
    CANCEL,
    /** Its node is drained past the deadline. Reported CANCELED; the task waits for another node. */
    REQUEUE,
    /** It ran past its timeout. Reported TIMED_OUT. */
    TIMEOUT,
    /** Another may have it now. Nothing is reported. */
    FENCED,
    /** The node was cut off for too long. Nothing is reported: to dispatch it is lost, and goes by its guarantee. */
    CUT_OFF,
    /** The node stops and has waited long enough. A {@code once} task is reported FAILED, others as CUT_OFF. */
    SHUTDOWN
}
