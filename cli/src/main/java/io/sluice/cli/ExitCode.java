package io.sluice.cli;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What scripts can rely on. The numbers never change. A task that was followed or waited for to its end lends its own exit
 * code, 1 to 255, which may be the same number as one of these; the last line of stderr tells which it was.
 */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** It could not be done, or the task failed with no exit code of its own; stderr says why. */
    public static final int ERROR = 1;
    /** The command line is wrong, by its form or by a value that the gateway refuses; nothing was done. */
    public static final int USAGE = 2;
    /** It goes on, and was not finished within {@code --wait}. */
    public static final int NOT_IN_TIME = 3;
    /** The task waited past its queue limit and never ran. */
    public static final int TASK_EXPIRED = 121;
    /** The task was canceled. */
    public static final int TASK_CANCELED = 122;
    /** The task was lost with its node and is not run again; whether it had its effects is not known. */
    public static final int TASK_LOST = 123;
    /** The task ran past its timeout, and was ended; the number is that of timeout(1). */
    public static final int TASK_TIMED_OUT = 124;
    /** Ctrl-C: what was asked for goes on. */
    public static final int INTERRUPTED = 130;

    private static final int MAX_CODE = 255;

    private ExitCode() {}

    /**
     * The exit code for a task that has ended.
     *
     * @param exitCode of its process, where it had one
     * @param reason the code of the reason why it ended so, where it has one
     */
    static int ofTask(TaskState state, @Nullable Integer exitCode, @Nullable String reason) {
        return switch (state) {
            case SUCCEEDED -> OK;
            case TIMED_OUT -> TASK_TIMED_OUT;
            case CANCELED -> TASK_CANCELED;
            case EXPIRED -> TASK_EXPIRED;
            case FAILED -> ofFailedTask(exitCode, reason);
            case QUEUED, ASSIGNED, RUNNING, CANCELING ->
                throw new IllegalArgumentException(state + " is not the end of a task");
        };
    }

    private static int ofFailedTask(@Nullable Integer exitCode, @Nullable String reason) {
        if (exitCode != null && exitCode > 0 && exitCode <= MAX_CODE) {
            return exitCode;
        }
        return Reason.NODE_LOST.equals(reason) ? TASK_LOST : ERROR;
    }
}
