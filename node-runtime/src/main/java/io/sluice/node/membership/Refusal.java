package io.sluice.node.membership;

/** Why this process may not be the node any more. Both are final for the process. */
public enum Refusal {
    /** A newer process registered under the name. */
    STALE_EPOCH(4),
    /** The node was retired. */
    RETIRED(5);

    private final int exitCode;

    Refusal(int exitCode) {
        this.exitCode = exitCode;
    }

    /** With which the process ends. */
    public int exitCode() {
        return exitCode;
    }
}
