package io.sluice.registry.node;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;

/** How nodes are named, shown and missed at every HTTP edge of the registry. */
public final class NodeEdge {
    private NodeEdge() {}

    /** The name in an address; an {@code invalid-request} when it is none. */
    public static NodeName name(String text) {
        try {
            return new NodeName(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("name", Objects.requireNonNullElse(e.getMessage(), "is no node name"));
        }
    }

    /** The node with its revision as ETag. */
    public static RestResponse<RegisteredNode> show(NodeRow node) {
        return RestResponse.ResponseBuilder.ok(node.toRegisteredNode())
                .header(HttpHeaders.ETAG, "\"" + node.revision() + "\"")
                .build();
    }

    /** There is no such node. */
    public static ProblemException unknown(NodeName name) {
        return ProblemException.of(
                ProblemType.NOT_FOUND, "there is no node " + name + "; the list of nodes has all names");
    }
}
