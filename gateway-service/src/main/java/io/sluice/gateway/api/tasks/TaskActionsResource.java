package io.sluice.gateway.api.tasks;

import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.TaskView;
import io.sluice.gateway.api.QueryParameters;
import io.sluice.gateway.submission.AcceptedTask;
import io.sluice.gateway.submission.IdempotencyKey;
import io.sluice.gateway.tasks.TaskActions;
import io.sluice.gateway.tasks.TaskEdge;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What operators do with a task that was taken. */
@Path(TaskEdge.TASKS + "/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tasks")
class TaskActionsResource {
    private final TaskActions actions;
    private final Caller caller;

    TaskActionsResource(TaskActions actions, Caller caller) {
        this.actions = actions;
        this.caller = caller;
    }

    /** Requests that it stops: at once while it waits, else within seconds. */
    @POST
    @Path("cancel")
    @Operation(
            operationId = "cancelTask",
            summary = "Cancels a task.",
            description = "One that waits is CANCELED at once. One that runs is CANCELING until its process has ended.")
    @APIResponse(responseCode = "200", description = "The task after it.")
    @APIResponse(responseCode = "404", description = "There is no such task (not-found).")
    @APIResponse(responseCode = "409", description = "It has ended already (task-already-ended).")
    public Uni<TaskView> cancel(@Context UriInfo uri, @PathParam("id") String text) {
        QueryParameters.allow(uri);
        return actions.cancel(TaskEdge.id(text));
    }

    /** Gives up a task that was canceled and does not stop. */
    @POST
    @Path("abandon")
    @Operation(
            operationId = "abandonTask",
            summary = "Gives up a task that has been CANCELING for over 10 minutes.",
            description = "It is CANCELED without its node's word; its process may still run there.")
    @APIResponse(responseCode = "200", description = "The task after it.")
    @APIResponse(responseCode = "404", description = "There is no such task (not-found).")
    @APIResponse(
            responseCode = "409",
            description = "It has ended (task-already-ended); or it was not canceled, or not for long enough"
                    + " (abandon-refused).")
    public Uni<TaskView> abandon(@Context UriInfo uri, @PathParam("id") String text) {
        QueryParameters.allow(uri);
        return actions.abandon(TaskEdge.id(text));
    }

    /** Submits an ended task once more, as a new task. */
    @POST
    @Path("rerun")
    @Operation(
            operationId = "rerunTask",
            summary = "Submits an ended task once more, as a new task that names the old one in rerunOf.")
    @APIResponse(
            responseCode = "202",
            description = "The new task was taken; Location is its address.",
            content = @Content(schema = @Schema(implementation = AcceptedTask.class)))
    @APIResponse(responseCode = "404", description = "There is no such task (not-found).")
    @APIResponse(responseCode = "409", description = "It has not ended yet (task-already-ended).")
    public Uni<RestResponse<AcceptedTask>> rerun(
            @Context UriInfo uri,
            @PathParam("id") String text,
            @HeaderParam(IdempotencyReservation.HEADER) @Nullable String key) {
        QueryParameters.allow(uri);
        return actions.rerun(TaskEdge.id(text), IdempotencyKey.ofHeader(key), caller.actor())
                .map(TaskEdge::accepted);
    }
}
