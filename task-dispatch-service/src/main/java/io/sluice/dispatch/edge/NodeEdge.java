package io.sluice.dispatch.edge;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;

/** How nodes are named at every HTTP edge of dispatch. */
public final class NodeEdge {
    private NodeEdge() {}

    /** The name in an address; an {@code invalid-request} when it is none. */
    public static NodeName name(String text) {
        try {
            return new NodeName(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("name", "must be the name of a node, which matches " + NodeName.PATTERN);
        }
    }

    /** Dispatch is behind the registry, which has registered the process. */
    public static Problem notYetKnown(NodeName name) {
        return Problem.of(
                ProblemType.UPSTREAM_UNAVAILABLE,
                "dispatch has not received the newest registration of node " + name
                        + " from the registry yet: try again in a moment");
    }
}
