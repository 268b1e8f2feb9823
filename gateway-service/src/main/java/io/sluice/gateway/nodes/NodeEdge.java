package io.sluice.gateway.nodes;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse;

/** How nodes are named and shown at the public edge. */
public final class NodeEdge {
    private NodeEdge() {}

    /** The name in an address. What can't be a name is the name of no node. */
    public static NodeName name(String text) {
        try {
            return new NodeName(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no node of such a name: " + e.getMessage());
        }
    }

    /** The node with its revision as ETag, which a PATCH can be made conditional on. */
    public static RestResponse<NodeView> show(NodeView node) {
        return RestResponse.ResponseBuilder.ok(node)
                .header(HttpHeaders.ETAG, "\"" + node.revision() + "\"")
                .build();
    }
}
