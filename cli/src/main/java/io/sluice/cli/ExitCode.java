package io.sluice.cli;

/** What scripts can rely on. The numbers never change. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** It could not be done, or the task that was followed did not succeed; stderr says why. */
    public static final int ERROR = 1;
    /** The command line itself is wrong; nothing was sent. */
    public static final int USAGE = 2;
    /** It goes on, and was not finished within {@code --wait}. */
    public static final int NOT_IN_TIME = 3;

    private ExitCode() {}
}
