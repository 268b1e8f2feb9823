package io.sluice.registry.audit;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.registry.node.NodeEdge;
import io.sluice.service.json.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What happened to a node, for gateways. */
@Path(InternalPaths.NODES)
@Produces(MediaType.APPLICATION_JSON)
class NodeHistoryResource {
    private final AuditRepository audit;

    NodeHistoryResource(AuditRepository audit) {
        this.audit = audit;
    }

    /** Newest first; also of a node that was retired. */
    @GET
    @Path("{name}/" + InternalPaths.EVENTS)
    @WithSession
    public Uni<List<NodeHistoryEntry>> events(
            @PathParam("name") String name,
            @QueryParam("limit") @DefaultValue("" + NodeHistoryEntry.DEFAULT_LIMIT) String limit) {
        NodeName node = NodeEdge.name(name);
        return audit.newest(node, Parameters.wholeNumber("limit", limit, 1, NodeHistoryEntry.MAX_LIMIT))
                .invoke(entries -> {
                    if (entries.isEmpty()) {
                        throw ProblemException.of(
                                ProblemType.NOT_FOUND, "there is no node " + node + ", and never was");
                    }
                });
    }
}
