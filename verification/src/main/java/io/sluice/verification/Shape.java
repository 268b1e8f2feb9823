package io.sluice.verification;

/** How the process of a witnessed task behaves. Each is a way in which ending a process tree goes wrong. */
public enum Shape {
    /** A shell that waits for its child. */
    PLAIN,
    /** Waits for a child that has left its session, and that outlives a shell which is killed. */
    DETACHED_CHILD,
    /** Ignores SIGTERM, its child too. */
    STUBBORN,
    /** Writes some KiB to both of its outputs before it waits. */
    CHATTY
}
