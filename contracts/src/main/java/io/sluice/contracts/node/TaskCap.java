package io.sluice.contracts.node;

/** The most tasks that a node runs at once: its own setting, and an operator's over it. */
public final class TaskCap {
    /** Inclusive; the least is 0, for none. */
    public static final int MAX = 10_000;

    /** The bounds in words. */
    public static final String RANGE = "0 to " + MAX;

    private TaskCap() {}

    /** Whether a node may have this cap. */
    public static boolean isValid(int cap) {
        return cap >= 0 && cap <= MAX;
    }
}
