package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskPage;
import io.sluice.gateway.api.nodes.NodeEdge;
import io.sluice.gateway.api.nodes.Nodes;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.gateway.upstream.Registry;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** One node: its tasks, its events, its drain; and its maintenance step by step. */
@Path("/nodes/{name}")
@Produces(MediaType.TEXT_HTML)
class NodePageResource {
    private static final int EVENTS = 30;
    private static final TaskPage NO_TASKS = new TaskPage(List.of(), null);

    private final Nodes nodes;
    private final Registry registry;
    private final Dispatch dispatch;
    private final Pages pages;

    NodePageResource(Nodes nodes, Registry registry, Dispatch dispatch, Pages pages) {
        this.nodes = nodes;
        this.registry = registry;
        this.dispatch = dispatch;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(@PathParam("name") String text) {
        return pages.show(Uni.createFrom()
                .deferred(() -> view(NodeEdge.name(text)))
                .map(view -> Templates.node(pages.page(text, "nodes"), view)));
    }

    @GET
    @Path("maintenance")
    @Operation(hidden = true)
    public Uni<RestResponse<String>> maintenance(@PathParam("name") String text) {
        return pages.show(Uni.createFrom()
                .deferred(() -> nodes.one(NodeEdge.name(text)))
                .map(node -> Templates.maintenance(
                        pages.page("Maintenance of " + text, "nodes"),
                        new Maintenance(new NodeRow(node, pages.now())))));
    }

    private Uni<NodePage> view(NodeName name) {
        return nodes.one(name).chain(node -> around(new NodeRow(node, pages.now())));
    }

    private Uni<NodePage> around(NodeRow node) {
        return Uni.combine()
                .all()
                .unis(
                        holdsUp(node),
                        tasks(Map.of("node", node.name(), "limit", "20")),
                        registry.history(node.node().name(), EVENTS))
                .with((active, recent, history) -> new NodePage(
                        node,
                        TaskRows.of(active, node.now()),
                        TaskRows.of(recent, node.now()),
                        history.stream()
                                .map(entry -> new HistoryRow(entry, node.now()))
                                .toList()));
    }

    /** The tasks that a drain waits for; none without one. */
    private Uni<TaskPage> holdsUp(NodeRow node) {
        return node.isDraining()
                ? tasks(Map.of("node", node.name(), "state", "active", "limit", "100"))
                : Uni.createFrom().item(NO_TASKS);
    }

    /** Without task-dispatch the node is shown all the same. */
    private Uni<TaskPage> tasks(Map<String, String> filter) {
        return dispatch.tasks(filter).onFailure().recoverWithItem(NO_TASKS);
    }
}
