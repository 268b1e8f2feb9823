package io.sluice.registry.audit;

/** What can happen to a node. The names are published; never rename one. */
public enum NodeChange {
    /** A process became the node of this name, or said something new of itself. */
    REGISTERED,
    /** Not seen within the grace. */
    OFFLINE,
    /** Seen again after OFFLINE. */
    ONLINE,
    /** Its process was told to stop: it drains until its next registration. */
    STOPPING,
    /** Its process left in order. */
    GOODBYE,
    /** An operator requests that it takes no new task. */
    DRAIN_REQUESTED,
    /** The same drain with another reason or deadline. */
    DRAIN_CHANGED,
    /** Dispatch has committed the drain: no attempt can be created any more. */
    BARRIER_CLOSED,
    /** Dispatch counts no live attempt behind the barrier. */
    DRAINED,
    /** The drain's deadline has passed, and what was asked for then is done. */
    DRAIN_DEADLINE_PASSED,
    /** The drain was lifted. */
    RESUMED,
    /** It has closed itself for a fault of its own, and takes no task. */
    CLOSED,
    /** Its check of itself passes again, or a new process took its place. */
    OPENED,
    /** An operator set the task cap. */
    CAP_CHANGED,
    /** An operator set or took away labels. */
    LABELS_CHANGED,
    /** It was deleted: by an operator, or by the registry since it was OFFLINE for long. */
    RETIRED
}
