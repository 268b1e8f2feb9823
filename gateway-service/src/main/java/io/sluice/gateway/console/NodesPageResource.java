package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.api.nodes.NodeFilter;
import io.sluice.gateway.api.nodes.Nodes;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The list of nodes. */
@Path("/nodes")
@Produces(MediaType.TEXT_HTML)
class NodesPageResource {
    private final Nodes nodes;
    private final Pages pages;

    NodesPageResource(Nodes nodes, Pages pages) {
        this.nodes = nodes;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(
            @QueryParam("sort") @DefaultValue("name") String sort,
            @QueryParam("status") @DefaultValue("") String status,
            @QueryParam("label") @DefaultValue("") String label) {
        return pages.show(nodes.all()
                .map(all -> table(all, NodeOrder.of(sort), status, label, pages.now()))
                .map(table -> Templates.nodes(pages.page("Nodes", "nodes"), table)));
    }

    /** With a filter that can't be understood the list is empty and says why. */
    private static NodeTable table(List<NodeView> all, NodeOrder order, String status, String label, Instant now) {
        try {
            NodeFilter filter = NodeFilter.parse(given(status), given(label));
            List<NodeRow> rows = all.stream()
                    .filter(filter::admits)
                    .sorted(order.comparator())
                    .map(node -> new NodeRow(node, now))
                    .toList();
            return new NodeTable(rows, all.size(), order.word(), status, label, "");
        } catch (ProblemException refusal) {
            String trouble = Form.EMPTY.refused(refusal.problem(), List.of()).trouble();
            return new NodeTable(List.of(), all.size(), order.word(), status, label, trouble);
        }
    }

    private static List<String> given(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip());
    }
}
