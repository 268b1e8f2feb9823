package io.sluice.dispatch.queries;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.edge.TaskEdge;
import io.sluice.dispatch.logs.LogPages;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tasks as gateways read them. */
@Path(InternalPaths.TASKS)
@Produces(MediaType.APPLICATION_JSON)
class TaskQueriesResource {
    private final Pool pool;
    private final TaskQueries tasks;
    private final LogPages logs;

    TaskQueriesResource(Pool pool, TaskQueries tasks, LogPages logs) {
        this.pool = pool;
        this.tasks = tasks;
        this.logs = logs;
    }

    /** A page, newest first. */
    @GET
    public Uni<TaskPage> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("node") @Nullable String node,
            @QueryParam("name") @Nullable String name,
            @QueryParam("submittedAfter") @Nullable String submittedAfter,
            @QueryParam("submittedBefore") @Nullable String submittedBefore,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        return tasks.list(pool, TaskFilter.parse(state, node, name, submittedAfter, submittedBefore, cursor, limit));
    }

    /** One, with its attempts. */
    @GET
    @Path("{id}")
    public Uni<TaskView> get(@PathParam("id") String text) {
        UUID id = TaskEdge.id(text);
        return tasks.find(pool, id).map(found -> found.orElseThrow(() -> TaskEdge.unknown(id)));
    }

    /** One as it was submitted, for a rerun. */
    @GET
    @Path("{id}/" + InternalPaths.SUBMISSION)
    public Uni<TaskSubmission> submission(@PathParam("id") String text) {
        UUID id = TaskEdge.id(text);
        return tasks.submission(pool, id).map(found -> found.orElseThrow(() -> TaskEdge.unknown(id)));
    }

    /** A part of an attempt's log, of the newest attempt when none is named. */
    @GET
    @Path("{id}/" + InternalPaths.LOG)
    public Uni<LogPage> log(
            @PathParam("id") String text,
            @QueryParam("attempt") @Nullable String attempt,
            @QueryParam("after") @Nullable String after) {
        return logs.page(pool, LogPages.Place.parse(TaskEdge.id(text), attempt, after));
    }
}
