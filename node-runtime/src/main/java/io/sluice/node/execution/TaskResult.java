package io.sluice.node.execution;

import io.sluice.contracts.Reason;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt that nobody stopped has ended.
 *
 * @param exitCode of a process, or null when there was none
 * @param failure why it failed, or null when it succeeded
 */
public record TaskResult(
        @Nullable Integer exitCode, @Nullable Reason failure) {
    /** It did what it was to do. */
    public static TaskResult succeeded() {
        return new TaskResult(null, null);
    }

    /** It did not. */
    public static TaskResult failed(String code, String text) {
        return new TaskResult(null, new Reason(code, text));
    }

    /** A process ended; 0 is success. */
    static TaskResult exited(int exitCode) {
        if (exitCode == 0) {
            return new TaskResult(exitCode, null);
        }
        String text = "The process ended with exit code " + exitCode;
        // 128 + n is how the end by signal n is told; n is at most 64.
        if (exitCode > 128 && exitCode <= 192) {
            text += ", as after signal " + (exitCode - 128);
        }
        return new TaskResult(exitCode, new Reason("EXIT_CODE", text + "."));
    }
}
