package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskPage;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.gateway.upstream.Registry;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tasks of one node. */
@Path("/api/v1/nodes/{name}/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "nodes")
class NodeTasksResource {
    private final Registry registry;
    private final Dispatch dispatch;

    NodeTasksResource(Registry registry, Dispatch dispatch) {
        this.registry = registry;
        this.dispatch = dispatch;
    }

    /** Newest first, page by page. That there is no such node only the registry can say, so it is asked for an empty page. */
    @GET
    @Operation(
            operationId = "listNodeTasks",
            summary = "Lists the tasks of a node, newest first; state=active for those that it holds now.")
    @APIResponse(responseCode = "200", description = "A page, and the cursor of the next.")
    public Uni<TaskPage> tasks(
            @Context UriInfo uri,
            @PathParam("name") String text,
            @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        QueryParameters.allow(uri, "state", "cursor", "limit");
        NodeName name = NodeEdge.name(text);
        Map<String, String> filter = new LinkedHashMap<>();
        filter.put("node", name.value());
        put(filter, "state", state);
        put(filter, "cursor", cursor);
        put(filter, "limit", limit);
        return dispatch.tasks(filter)
                .call(page -> page.items().isEmpty()
                        ? registry.node(name).replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private static void put(Map<String, String> filter, String key, @Nullable String value) {
        if (value != null) {
            filter.put(key, value);
        }
    }
}
