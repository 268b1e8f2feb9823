package io.sluice.dispatch.history;

import io.sluice.contracts.node.NodeMinutes;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.dispatch.edge.NodeEdge;
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

/** How busy a node was lately, for gateways. */
@Path(InternalPaths.NODES + "/{name}/" + InternalPaths.HISTORY)
@Produces(MediaType.APPLICATION_JSON)
class NodeMinutesResource {
    private final Pool pool;
    private final NodeMinuteStore store;

    NodeMinutesResource(Pool pool, NodeMinuteStore store) {
        this.pool = pool;
        this.store = store;
    }

    /** The newest minutes, 1 to 60, oldest first; none of a node that dispatch does not know. */
    @GET
    public Uni<NodeMinutes> newest(
            @PathParam("name") String text, @QueryParam("minutes") @DefaultValue("60") String minutes) {
        return store.newest(
                pool, NodeEdge.name(text), Parameters.wholeNumber("minutes", minutes, 1, NodeMinutes.MAX_MINUTES));
    }
}
