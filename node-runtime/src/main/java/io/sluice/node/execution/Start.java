package io.sluice.node.execution;

/** How the start of a process went. */
sealed interface Start {
    /** Its launcher runs, and goes on to the program when it is told to. Nothing of the program has run yet. */
    record Waiting(Launch launch) implements Start {}

    /**
     * The program did not begin since it can't be started as the task names it: it is not there, or no program.
     *
     * @param text what is wrong, in one sentence for whoever submitted the task
     */
    record TaskFault(String text) implements Start {}

    /**
     * The program did not begin since this node could start none: no memory, no room for another process or open file, no
     * working directory. Nothing is known against the task.
     *
     * @param text what is wrong, in one sentence
     */
    record NodeFault(String text) implements Start {}
}
