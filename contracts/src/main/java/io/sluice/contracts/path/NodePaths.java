package io.sluice.contracts.path;

/** Where nodes speak to the registry and to dispatch, at these or through a gateway. */
public final class NodePaths {
    /** Before all of them; what is below it asks for a node's credentials. */
    public static final String PREFIX = "/node/v1/";

    /** What the registry serves. */
    public static final String REGISTRY = PREFIX + "registry";

    /** What dispatch serves. */
    public static final String DISPATCH = PREFIX + "dispatch";

    /** Below the registry: a process asks to be a node. */
    public static final String REGISTER = "register";

    /** Below both: all nodes, each by its name. */
    public static final String NODES = "nodes";

    /** Below a node at the registry. */
    public static final String HEARTBEAT = "heartbeat";

    /** Below a node at the registry. */
    public static final String GOODBYE = "goodbye";

    /** Below a node at dispatch. */
    public static final String STREAM = "stream";

    /** Below a node at dispatch. */
    public static final String RENEWALS = "renewals";

    /** Below a node at dispatch. */
    public static final String REPORTS = "reports";

    /** Below a node at dispatch. */
    public static final String DETACH = "detach";

    private NodePaths() {}
}
