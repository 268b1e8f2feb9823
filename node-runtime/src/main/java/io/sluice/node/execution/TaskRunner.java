package io.sluice.node.execution;

/**
 * Runs tasks of one type. A bean that implements this adds its type to the node; {@link NoopRunner} is the example.
 */
public interface TaskRunner {
    /** The type as it stands in a task: a-z, 0-9 and '-', starting with a letter. */
    String type();

    /**
     * Runs one attempt, on a thread of its own; many may run at once. It returns when nothing of the attempt runs any
     * more: an attempt whose runner does not return is never reported as ended. It is expected to return soon after a
     * stop was asked for; what it returns then does not count. An {@code exclusive} one that has not returned when
     * another node may get its task makes the whole process halt.
     *
     * @throws Exception what goes wrong; the attempt is FAILED with its message
     */
    TaskResult run(TaskContext context) throws Exception;
}
