package io.sluice.contracts.event;

/** Values of the CloudEvents attribute {@code type}. */
public final class EventTypes {
    /** Data is a {@link TaskRequested}. */
    public static final String TASK_REQUESTED = "sluice.task.requested";
    /** Data is a {@link TaskEvent}. */
    public static final String TASK_CHANGED = "sluice.task.changed";
    /** Data is a {@link NodeEvent}. */
    public static final String NODE_CHANGED = "sluice.node.changed";

    private EventTypes() {}
}
