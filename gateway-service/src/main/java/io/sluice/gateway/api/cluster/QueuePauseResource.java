package io.sluice.gateway.api.cluster;

import io.sluice.contracts.task.QueuePause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.upstream.Dispatch;
import io.sluice.service.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pauses the whole queue, and lets it go on. */
@Path("/api/v1/queue/pause")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "cluster")
class QueuePauseResource {
    private final Dispatch dispatch;
    private final StrictJson bodies;

    QueuePauseResource(Dispatch dispatch, StrictJson bodies) {
        this.dispatch = dispatch;
        this.bodies = bodies;
    }

    /** Nothing is assigned any more, and queue limits stand still. What runs goes on. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pauseQueue",
            summary = "Pauses the queue: nothing is assigned, and the clock of queue limits stands still.")
    @APIResponse(responseCode = "200", description = "The queue after it.")
    @RequestBody(content = @Content(schema = @Schema(implementation = QueuePause.class)))
    public Uni<QueueSummary> pause(@Context UriInfo uri, byte @Nullable [] body) {
        QueryParameters.allow(uri);
        return dispatch.pause(bodies.read(body, QueuePause.class));
    }

    /** Tasks are assigned again; nothing happens when the queue is not paused. */
    @DELETE
    @Operation(operationId = "resumeQueue", summary = "Lets the queue go on.")
    @APIResponse(responseCode = "200", description = "The queue after it.")
    public Uni<QueueSummary> goOn(@Context UriInfo uri) {
        QueryParameters.allow(uri);
        return dispatch.resume();
    }
}
