package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.upstream.Registry;
import io.sluice.service.json.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What happened to a node. */
@Path("/api/v1/nodes/{name}/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "nodes")
class NodeHistoryResource {
    private final Registry registry;

    NodeHistoryResource(Registry registry) {
        this.registry = registry;
    }

    /** Newest first; also of a node that was retired. */
    @GET
    @Operation(
            operationId = "listNodeEvents",
            summary = "Shows what happened to a node, newest first, also after its retirement.")
    @APIResponse(responseCode = "200", description = "Up to limit entries, 1 to " + NodeHistoryEntry.MAX_LIMIT + ".")
    public Uni<NodeHistory> events(
            @Context UriInfo uri,
            @PathParam("name") String text,
            @QueryParam("limit") @DefaultValue("" + NodeHistoryEntry.DEFAULT_LIMIT) String limit) {
        QueryParameters.allow(uri, "limit");
        NodeName name = NodeEdge.name(text);
        return registry.history(name, Parameters.wholeNumber("limit", limit, 1, NodeHistoryEntry.MAX_LIMIT))
                .map(NodeHistory::new);
    }
}
