package io.sluice.gateway.api.nodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.nodes.NodeFilter;
import io.sluice.gateway.nodes.Nodes;
import io.sluice.gateway.upstream.Registry;
import io.sluice.service.json.MergePatch;
import io.sluice.service.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Nodes: who is in the cluster, and how much each may take. */
@Path("/api/v1/nodes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "nodes")
class NodesResource {
    private final Nodes nodes;
    private final Registry registry;
    private final StrictJson bodies;
    private final ObjectMapper json;

    NodesResource(Nodes nodes, Registry registry, StrictJson bodies, ObjectMapper json) {
        this.nodes = nodes;
        this.registry = registry;
        this.bodies = bodies;
        this.json = json;
    }

    /** All that the filters admit, by name. */
    @GET
    @Operation(operationId = "listNodes", summary = "Lists the nodes.")
    @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            description = "Any of these.",
            schema = @Schema(implementation = NodeStatus[].class))
    @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description = "key=value; all of these.",
            schema = @Schema(implementation = String[].class))
    @APIResponse(
            responseCode = "200",
            description = "The nodes, by name, with an ETag over all of it.",
            content = @Content(schema = @Schema(implementation = NodeList.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed since (If-None-Match).")
    public Uni<RestResponse<String>> list(
            @Context UriInfo uri, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        QueryParameters.allow(uri, "status", "label");
        NodeFilter filter = NodeFilter.parse(QueryParameters.all(uri, "status"), QueryParameters.all(uri, "label"));
        return nodes.all()
                .map(all -> new NodeList(all.stream().filter(filter::admits).toList()))
                .map(list -> conditional(list, ifNoneMatch));
    }

    /** One, with its revision as ETag. */
    @GET
    @Path("{name}")
    @Operation(operationId = "getNode", summary = "Shows a node.")
    @APIResponse(responseCode = "200", description = "The node, with its revision as ETag.")
    public Uni<RestResponse<NodeView>> get(@Context UriInfo uri, @PathParam("name") String text) {
        QueryParameters.allow(uri);
        return nodes.one(NodeEdge.name(text)).map(NodeEdge::show);
    }

    /** Sets the cap, the labels or both, or takes operators' words on them away. */
    @PATCH
    @Path("{name}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(
            operationId = "patchNode",
            summary = "Sets the task cap, the labels or both.",
            description = "What is not named stays as it is (RFC 7396). taskCap null lifts the operator's cap, a label"
                    + " null the operator's label, labels null all of them: the node's own count again. overrides says"
                    + " what operators have set, own what the node says of itself.")
    @APIResponse(responseCode = "200", description = "The node after it, with its revision as ETag.")
    @APIResponse(responseCode = "409", description = "Less capacity than the floor would be left (capacity-floor).")
    @APIResponse(responseCode = "412", description = "It has changed since it was read (If-Match).")
    @RequestBody(content = @Content(schema = @Schema(implementation = NodePatch.class)))
    public Uni<RestResponse<NodeView>> patch(
            @Context UriInfo uri,
            @PathParam("name") String text,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte @Nullable [] body) {
        QueryParameters.allow(uri);
        NodeName name = NodeEdge.name(text);
        MergePatch<NodePatch> patch = bodies.readMergePatch(body, NodePatch.class);
        return registry.patch(name, patch, ifMatch).flatMap(nodes::view).map(NodeEdge::show);
    }

    /** Deletes a node that will not come back. */
    @DELETE
    @Path("{name}")
    @Operation(
            operationId = "retireNode",
            summary = "Retires a node: it is OFFLINE, or drained and gone, and will not come back.")
    @APIResponse(responseCode = "204", description = "It is retired.")
    @APIResponse(responseCode = "409", description = "What stands in the way.")
    public Uni<Void> retire(@Context UriInfo uri, @PathParam("name") String text) {
        QueryParameters.allow(uri);
        return registry.retire(NodeEdge.name(text));
    }

    private RestResponse<String> conditional(NodeList list, @Nullable String ifNoneMatch) {
        String body;
        try {
            body = json.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("nodes that can't be written", e);
        }
        ContentTag tag = ContentTag.of(body);
        RestResponse.ResponseBuilder<String> response = tag.isAmong(ifNoneMatch)
                ? RestResponse.ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED)
                : RestResponse.ResponseBuilder.ok(body, MediaType.APPLICATION_JSON);
        return response.header(HttpHeaders.ETAG, tag.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }
}
