package io.sluice.cli;

/** An expected end without success: its message, one or more lines, is all that the user sees. */
public final class CommandFailure extends RuntimeException {
    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** Ends with {@link ExitCode#ERROR}. */
    public static CommandFailure error(String message) {
        return new CommandFailure(ExitCode.ERROR, message);
    }

    /** Ends with {@link ExitCode#USAGE}. */
    public static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }

    /** Ends with {@link ExitCode#NOT_IN_TIME}. */
    static CommandFailure notInTime(String message) {
        return new CommandFailure(ExitCode.NOT_IN_TIME, message);
    }

    /** Ends with {@link ExitCode#INTERRUPTED}. */
    public static CommandFailure interrupted() {
        return new CommandFailure(ExitCode.INTERRUPTED, "interrupted");
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
