package io.sluice.gateway.console;

import io.sluice.gateway.nodes.Nodes;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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
            @QueryParam("name") @DefaultValue("") String name,
            @QueryParam("status") @DefaultValue("") String status,
            @QueryParam("label") @DefaultValue("") String label,
            @QueryParam("page") @DefaultValue("1") String page) {
        NodeQuery query = NodeQuery.of(sort, name, status, label, page);
        return pages.show(nodes.all()
                .map(all -> NodeTable.of(all, query, pages.now()))
                .map(table -> Templates.nodes(pages.page("Nodes", "nodes"), table)));
    }
}
