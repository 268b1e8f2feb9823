package io.sluice.registry.audit;

import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.registry.node.NodeEdge;
import io.sluice.service.json.Parameters;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What happened to a node, for gateways. */
@Path("/internal/v1/nodes")
@Produces(MediaType.APPLICATION_JSON)
class NodeHistoryResource {
    private static final int MAX_LIMIT = 1_000;

    private final Pool pool;
    private final AuditStore audit;

    NodeHistoryResource(Pool pool, AuditStore audit) {
        this.pool = pool;
        this.audit = audit;
    }

    /** Newest first; also of a node that was retired. */
    @GET
    @Path("{name}/events")
    public Uni<List<NodeHistoryEntry>> events(
            @PathParam("name") String name, @QueryParam("limit") @DefaultValue("100") String limit) {
        NodeName node = NodeEdge.name(name);
        return audit.newest(pool, node, Parameters.wholeNumber("limit", limit, 1, MAX_LIMIT))
                .invoke(entries -> {
                    if (entries.isEmpty()) {
                        throw ProblemException.of(
                                ProblemType.NOT_FOUND, "there is no node " + node + ", and never was");
                    }
                });
    }
}
