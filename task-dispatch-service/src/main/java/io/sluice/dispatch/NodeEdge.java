package io.sluice.dispatch;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.ProblemException;

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
}
