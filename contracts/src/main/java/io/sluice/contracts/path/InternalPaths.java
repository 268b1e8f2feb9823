package io.sluice.contracts.path;

/** Where services speak to each other. */
public final class InternalPaths {
    /** Before all of them; what is below it asks for a service's credentials. */
    public static final String PREFIX = "/internal/v1/";

    /** Nodes, each by its name; the registry's and dispatch's. */
    public static final String NODES = PREFIX + "nodes";

    /** Below a node at the registry: an operator's drain. */
    public static final String DRAIN = "drain";

    /** Below a node at the registry: what happened to it. */
    public static final String EVENTS = "events";

    /** Below a node at dispatch: what may be done with it. */
    public static final String ADMISSION = "admission";

    /** Below a node at dispatch: its drain's deadline has passed. */
    public static final String EVICT = "evict";

    /** Below a node at dispatch: it is closed for good. */
    public static final String RETIRE = "retire";

    /** Below all nodes at dispatch: as dispatch counts them. */
    public static final String LOAD = "load";

    /** Below a node, or the queue, at dispatch: its newest minutes. */
    public static final String HISTORY = "history";

    /** Who did what; the registry's. */
    public static final String AUDIT = PREFIX + "audit";

    /** Tasks, each by its id; dispatch's. */
    public static final String TASKS = PREFIX + "tasks";

    /** Below all tasks: what an Idempotency-Key stands for. */
    public static final String RESERVATIONS = "reservations";

    /** Below a task: as it was submitted. */
    public static final String SUBMISSION = "submission";

    /** Below a task. */
    public static final String CANCEL = "cancel";

    /** Below a task. */
    public static final String ABANDON = "abandon";

    /** Below a task. */
    public static final String LOG = "log";

    /** The queue; dispatch's. */
    public static final String QUEUE = PREFIX + "queue";

    /** Below the queue. */
    public static final String PAUSE = "pause";

    /** Below the queue: what no node can take. */
    public static final String STUCK = "stuck";

    private InternalPaths() {}
}
