package io.sluice.contracts.node;

/** What a node is besides a place where tasks run. */
public enum NodeKind {
    /** A process that only runs tasks. */
    AGENT,
    /** A gateway process: by default with task cap 0, a dedicated UI node. */
    GATEWAY
}
