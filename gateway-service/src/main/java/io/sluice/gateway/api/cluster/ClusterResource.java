package io.sluice.gateway.api.cluster;

import io.sluice.contracts.task.TaskHistory;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.cluster.ClusterView;
import io.sluice.gateway.cluster.Clusters;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.service.json.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
    private final Dispatch dispatch;

    ClusterResource(Clusters clusters, Dispatch dispatch) {
        this.clusters = clusters;
        this.dispatch = dispatch;
    }

    /** What both services know; what one that is away knows is null. */
    @GET
    @Operation(
            operationId = "getCluster",
            summary = "Shows the cluster as a whole; what can't be asked at present is null.")
    @APIResponse(responseCode = "200", description = "Nodes by status, capacity, and the queue.")
    public Uni<ClusterView> show(@Context UriInfo uri) {
        QueryParameters.allow(uri);
        return clusters.ask().map(Clusters.Answers::view);
    }

    /** What task-dispatch has counted: the minutes that are over, oldest first. */
    @GET
    @Path("history")
    @Operation(
            operationId = "getClusterHistory",
            summary = "Shows how many tasks ended in each of the last minutes, and how long they had waited and run.",
            description =
                    "Minutes of UTC that are over, oldest first. One in which nothing ended has zeros, and null for"
                            + " the percentiles; one that is not counted yet is left out, mostly for 10 to 15 s after its end."
                            + " Times are in milliseconds.")
    @APIResponse(
            responseCode = "200",
            description = "The newest minutes, as many as asked for, 1 to " + TaskHistory.MAX_MINUTES + ".")
    public Uni<TaskHistory> history(@Context UriInfo uri, @QueryParam("minutes") @DefaultValue("60") String minutes) {
        QueryParameters.allow(uri, "minutes");
        return dispatch.history(Parameters.wholeNumber("minutes", minutes, 1, TaskHistory.MAX_MINUTES));
    }
}
