package io.sluice.dispatch.history;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.task.TaskHistory;
import io.sluice.service.json.Parameters;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** What ended lately, for gateways. */
@Path(InternalPaths.QUEUE + "/" + InternalPaths.HISTORY)
@Produces(MediaType.APPLICATION_JSON)
class TaskHistoryResource {
    private final Pool pool;
    private final EndedMinuteStore store;

    TaskHistoryResource(Pool pool, EndedMinuteStore store) {
        this.pool = pool;
        this.store = store;
    }

    /** The newest minutes, 1 to 60, oldest first. */
    @GET
    public Uni<TaskHistory> newest(@QueryParam("minutes") @DefaultValue("60") String minutes) {
        return store.newest(pool, Parameters.wholeNumber("minutes", minutes, 1, TaskHistory.MAX_MINUTES));
    }
}
