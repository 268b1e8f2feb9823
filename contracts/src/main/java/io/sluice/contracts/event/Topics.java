package io.sluice.contracts.event;

/** The Kafka topics. */
public final class Topics {
    /** Submissions, keyed by task id; written by the gateway and any outside producer. */
    public static final String TASKS = "sluice.tasks";
    /** Records of {@link #TASKS} that can't be taken, as received, with their reason in headers. */
    public static final String TASKS_DEAD_LETTER = "sluice.tasks.dead-letter";
    /** What happens to tasks, keyed by task id. */
    public static final String TASK_EVENTS = "sluice.task-events";
    /** What happens to nodes, keyed by node name; compacted to the newest. */
    public static final String NODE_EVENTS = "sluice.node-events";

    /** The consumer group of task-dispatch on {@link #TASKS}. */
    public static final String DISPATCH_GROUP = "sluice-task-dispatch";

    private Topics() {}
}
