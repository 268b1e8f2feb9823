package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskHistory;
import io.sluice.contracts.task.TaskPage;
import io.sluice.gateway.nodes.NodeEdge;
import io.sluice.gateway.nodes.Nodes;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.gateway.upstream.Registry;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                .chain(node -> drain(new NodeRow(node, pages.now())))
                .map(drain ->
                        Templates.maintenance(pages.page("Maintenance of " + text, "nodes"), new Maintenance(drain))));
    }

    private Uni<NodePage> view(NodeName name) {
        return nodes.one(name).chain(node -> around(new NodeRow(node, pages.now())));
    }

    private Uni<NodePage> around(NodeRow node) {
        return Uni.combine()
                .all()
                .unis(
                        drain(node),
                        tasks(Map.of("node", node.name(), "limit", "20")),
                        registry.history(node.node().name(), EVENTS))
                .with((drain, recent, history) -> new NodePage(
                        drain,
                        TaskRows.of(recent, node.now()),
                        history.stream()
                                .map(entry -> new HistoryRow(entry, node.now()))
                                .toList()));
    }

    /** What a drain waits for, and how long tasks run. Without a drain nobody is asked. */
    private Uni<DrainProgress> drain(NodeRow node) {
        if (!node.isDraining() || node.isDrained()) {
            return Uni.createFrom().item(DrainProgress.none(node));
        }
        Map<String, String> active =
                Map.of("node", node.name(), "state", "active", "limit", Integer.toString(TaskPage.MAX_LIMIT));
        return Uni.combine()
                .all()
                .unis(dispatch.tasks(active), typical())
                .with((page, ran) -> DrainProgress.of(node, TaskRows.of(page, node.now()), page.next() == null, ran))
                .onFailure()
                .recoverWithItem(() -> DrainProgress.none(node));
    }

    /** An estimate can do without. */
    private Uni<Optional<Duration>> typical() {
        return dispatch.history(TaskHistory.MAX_MINUTES)
                .map(DrainEstimate::typical)
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    /** Without task-dispatch the node is shown all the same. */
    private Uni<TaskPage> tasks(Map<String, String> filter) {
        return dispatch.tasks(filter).onFailure().recoverWithItem(NO_TASKS);
    }
}
