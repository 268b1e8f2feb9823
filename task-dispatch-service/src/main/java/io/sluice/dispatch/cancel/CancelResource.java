package io.sluice.dispatch.cancel;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.edge.TaskEdge;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/** What operators request of a task. */
@Path(InternalPaths.TASKS)
@Produces(MediaType.APPLICATION_JSON)
class CancelResource {
    private final Cancels cancels;
    private final Caller caller;

    CancelResource(Cancels cancels, Caller caller) {
        this.cancels = cancels;
        this.caller = caller;
    }

    /** Stops it; asked again while it stops, it is the same. */
    @POST
    @Path("{id}/" + InternalPaths.CANCEL)
    public Uni<TaskView> cancel(@PathParam("id") String text) {
        UUID id = TaskEdge.id(text);
        return cancels.cancel(id, caller.actor()).map(outcome -> answer(id, outcome));
    }

    /** Gives up waiting for its node to end it. */
    @POST
    @Path("{id}/" + InternalPaths.ABANDON)
    public Uni<TaskView> abandon(@PathParam("id") String text) {
        UUID id = TaskEdge.id(text);
        return cancels.abandon(id, caller.actor()).map(outcome -> answer(id, outcome));
    }

    private static TaskView answer(UUID id, CancelOutcome outcome) {
        if (outcome instanceof CancelOutcome.Done done) {
            return done.task();
        }
        if (outcome instanceof CancelOutcome.Ended ended) {
            throw ProblemException.of(
                    ProblemType.TASK_ALREADY_ENDED,
                    "task " + id + " is " + ended.task().state() + " since "
                            + ended.task().endedAt() + ": it can't be stopped any more");
        }
        if (outcome instanceof CancelOutcome.NotCanceled notCanceled) {
            throw ProblemException.of(
                    ProblemType.ABANDON_REFUSED,
                    "task " + id + " is " + notCanceled.task().state() + " and not CANCELING: cancel it first");
        }
        if (outcome instanceof CancelOutcome.TooEarly tooEarly) {
            throw ProblemException.of(
                    ProblemType.ABANDON_REFUSED,
                    "task " + id + " is being ended by its node: it can be given up from " + tooEarly.from() + " on");
        }
        throw TaskEdge.unknown(id);
    }
}
