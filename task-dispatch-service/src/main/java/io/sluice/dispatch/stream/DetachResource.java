package io.sluice.dispatch.stream;

import io.sluice.contracts.node.Goodbye;
import io.sluice.dispatch.NodeEdge;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;

/** A node that leaves says so before its last attempt has ended. */
@Path("/node/v1/dispatch")
class DetachResource {
    private final Attachments attachments;

    DetachResource(Attachments attachments) {
        this.attachments = attachments;
    }

    /** From the answer on nothing is assigned to the process until it attaches again. */
    @POST
    @Path("nodes/{name}/detach")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Void> detach(@PathParam("name") String name, @NotNull @Valid Goodbye goodbye) {
        return attachments.leave(NodeEdge.name(name), goodbye);
    }
}
