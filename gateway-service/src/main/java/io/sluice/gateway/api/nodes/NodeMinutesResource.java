package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.NodeMinutes;
import io.sluice.contracts.node.NodeName;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.upstream.Dispatch;
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

/** How busy a node was. */
@Path("/api/v1/nodes/{name}/history")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "nodes")
class NodeMinutesResource {
    private final Registry registry;
    private final Dispatch dispatch;

    NodeMinutesResource(Registry registry, Dispatch dispatch) {
        this.registry = registry;
        this.dispatch = dispatch;
    }

    /** Oldest first. That there is no such node only the registry can say, so it is asked when there is nothing to show. */
    @GET
    @Operation(
            operationId = "getNodeHistory",
            summary = "Shows what a node held and might take in each of the last minutes.",
            description =
                    "Each item is the node at one moment of its minute (UTC), mostly in the first 5 s; oldest first, the"
                            + " running minute last. A minute in which nobody looked is left out. open is false while a drain"
                            + " is on, attached is false while the node was away.")
    @APIResponse(
            responseCode = "200",
            description = "The newest minutes, as many as asked for, 1 to " + NodeMinutes.MAX_MINUTES + ".")
    public Uni<NodeMinutes> history(
            @Context UriInfo uri,
            @PathParam("name") String text,
            @QueryParam("minutes") @DefaultValue("60") String minutes) {
        QueryParameters.allow(uri, "minutes");
        NodeName name = NodeEdge.name(text);
        return dispatch.history(name, Parameters.wholeNumber("minutes", minutes, 1, NodeMinutes.MAX_MINUTES))
                .call(history -> history.items().isEmpty()
                        ? registry.node(name).replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }
}
