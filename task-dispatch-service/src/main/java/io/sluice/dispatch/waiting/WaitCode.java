package io.sluice.dispatch.waiting;

/** What a task waits for: the word that programs see. Never rename one. In the order in which they are looked for. */
enum WaitCode {
    /** The whole queue is paused. Until an operator resumes it. */
    QUEUE_PAUSED,
    /** No node may hold a task. Until one with a task cap above 0 registers, or a cap is raised. */
    NO_NODE,
    /** Nodes that may hold it are known, none is attached. Until one comes back. */
    ALL_OFFLINE,
    /** No node runs the type of the task, or none that has its labels. Until one that does registers. */
    NO_RUNNER,
    /** No node that runs the type has the labels that the task asks for. Until one is labeled or started. */
    NO_LABEL_MATCH,
    /** Every attached node that has the labels takes no new task: drained by an operator, or its process stops. Until one is resumed or back. */
    ALL_DRAINED,
    /** Every attached node that matches and is not drained has closed itself. Until the check of one passes again. */
    ALL_CLOSED,
    /** Every open node that has the labels holds as many attempts as it may. Until one ends. */
    ALL_AT_CAP,
    /** A node has a slot for it. Until one of the next claims, in the order of the queue. */
    BEHIND_OTHERS;

    /** Whether no node can take the task until somebody does something; a pause is a request, and said of the whole queue. */
    boolean isStuck() {
        return switch (this) {
            case NO_NODE, ALL_OFFLINE, NO_RUNNER, NO_LABEL_MATCH, ALL_DRAINED, ALL_CLOSED -> true;
            case QUEUE_PAUSED, ALL_AT_CAP, BEHIND_OTHERS -> false;
        };
    }
}
