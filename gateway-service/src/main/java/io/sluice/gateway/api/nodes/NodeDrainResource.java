package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.DrainRequest;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.nodes.Nodes;
import io.sluice.gateway.upstream.Registry;
import io.sluice.service.json.MergePatch;
import io.sluice.service.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Takes nodes out of service and puts them back. */
@Path("/api/v1/nodes/{name}/drain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "nodes")
class NodeDrainResource {
    private final Nodes nodes;
    private final Registry registry;
    private final StrictJson bodies;

    NodeDrainResource(Nodes nodes, Registry registry, StrictJson bodies) {
        this.nodes = nodes;
        this.registry = registry;
        this.bodies = bodies;
    }

    /** Requests that the node takes no new task; with {@code dryRun=true} only says what that would do. */
    @PUT
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(
            operationId = "drainNode",
            summary = "Drains a node: it takes no new task. Or changes the drain that stands.",
            description =
                    "With barrier true it is certain that no attempt can be created on it any more. Asked again it is"
                            + " the same drain: what is not named stays as it is, whoever asks; what is named changes,"
                            + " and the drain says who changed it; deadline null takes the deadline away. A node that"
                            + " drains already needs no reason. A deadline that is past, and onDeadline without a"
                            + " deadline, are refused. With dryRun=true nothing is done, and the answer says what it"
                            + " would do.")
    @APIResponse(
            responseCode = "200",
            description = "The node with its barrier, and its revision as ETag; for a dry run a preview.",
            content = @Content(schema = @Schema(anyOf = {NodeView.class, DrainPreview.class})))
    @APIResponse(responseCode = "409", description = "Less capacity than the floor would be left (capacity-floor).")
    @APIResponse(responseCode = "412", description = "It has changed since it was read (If-Match).")
    @RequestBody(content = @Content(schema = @Schema(implementation = DrainRequest.class)))
    public Uni<? extends RestResponse<?>> drain(
            @Context UriInfo uri,
            @PathParam("name") String text,
            @QueryParam("dryRun") @DefaultValue("false") String dryRun,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte @Nullable [] body) {
        QueryParameters.allow(uri, "dryRun");
        NodeName name = NodeEdge.name(text);
        MergePatch<DrainRequest> request = bodies.readMergePatch(body, DrainRequest.class);
        return switch (dryRun) {
            case "true" -> registry.previewDrain(name, request, ifMatch).map(RestResponse::ok);
            case "false" ->
                registry.drain(name, request, ifMatch).flatMap(nodes::view).map(NodeEdge::show);
            default -> throw ProblemException.invalid("dryRun", "true or false");
        };
    }

    /** Lifts the operator's drain; nothing happens without one. */
    @DELETE
    @Operation(
            operationId = "resumeNode",
            summary = "Lifts the drain of a node.",
            description =
                    "The drain that operators asked for. While the node's own process stops, the node drains all the"
                            + " same: the answer's drain and stoppingSince say so, and its next registration lifts that.")
    @APIResponse(responseCode = "200", description = "The node after it, with its revision as ETag.")
    @APIResponse(responseCode = "412", description = "It has changed since it was read (If-Match).")
    public Uni<RestResponse<NodeView>> resume(
            @Context UriInfo uri,
            @PathParam("name") String text,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        QueryParameters.allow(uri);
        return registry.resume(NodeEdge.name(text), ifMatch)
                .flatMap(nodes::view)
                .map(NodeEdge::show);
    }
}
