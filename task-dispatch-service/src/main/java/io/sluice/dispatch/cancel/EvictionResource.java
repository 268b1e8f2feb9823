package io.sluice.dispatch.cancel;

import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.path.InternalPaths;
import io.sluice.dispatch.edge.NodeEdge;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;

/** What becomes of what a drained node still holds at its deadline. */
@Path(InternalPaths.NODES)
class EvictionResource {
    private final Cancels cancels;

    EvictionResource(Cancels cancels) {
        this.cancels = cancels;
    }

    /** Ends the live attempts of the node; asked again, those that are left. */
    @POST
    @Path("{name}/" + InternalPaths.EVICT)
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> evict(@PathParam("name") String name, @NotNull @Valid Eviction eviction) {
        return cancels.evict(NodeEdge.name(name), eviction);
    }
}
