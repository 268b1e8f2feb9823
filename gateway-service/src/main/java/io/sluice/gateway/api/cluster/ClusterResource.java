package io.sluice.gateway.api.cluster;

import io.sluice.gateway.api.QueryParameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The cluster as a whole. */
@Path("/api/v1/cluster")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "cluster")
class ClusterResource {
    private final Clusters clusters;

    ClusterResource(Clusters clusters) {
        this.clusters = clusters;
    }

    /** What both services know; what one that is away knows is null. */
    @GET
    @Operation(summary = "Shows the cluster as a whole; what can't be asked at present is null.")
    @APIResponse(responseCode = "200", description = "Nodes by status, capacity, and the queue.")
    public Uni<ClusterView> show(@Context UriInfo uri) {
        QueryParameters.allow(uri);
        return clusters.now();
    }
}
