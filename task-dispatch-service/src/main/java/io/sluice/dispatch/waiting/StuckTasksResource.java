package io.sluice.dispatch.waiting;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.task.StuckTasks;
import io.sluice.dispatch.waiting.WaitReasonPolicy.Cause;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queued tasks that no node can take, for gateways. */
@Path(InternalPaths.QUEUE + "/" + InternalPaths.STUCK)
@Produces(MediaType.APPLICATION_JSON)
class StuckTasksResource {
    /** What is looked at; past it some are missed. */
    private static final int MAX_SELECTORS = 1_000;

    private static final int MAX_SHOWN = 5;

    private final Pool pool;
    private final WaitReasons reasons;
    private final WaitPeriodStore selectors;
    private final StuckStore tasks;

    StuckTasksResource(Pool pool, WaitReasons reasons, WaitPeriodStore selectors, StuckStore tasks) {
        this.pool = pool;
        this.reasons = reasons;
        this.selectors = selectors;
        this.tasks = tasks;
    }

    /** A few of the selectors whose tasks wait for somebody to do something; none while the whole queue is paused. */
    @GET
    public Uni<List<StuckTasks>> stuck() {
        return selectors.waiting(pool, MAX_SELECTORS).chain(waiting -> {
            if (waiting.isEmpty()) {
                return Uni.createFrom().item(List.of());
            }
            return reasons.fleet().map(fleet -> stuck(fleet, waiting)).chain(causes -> tasks.heads(pool, causes));
        });
    }

    private static Map<Integer, Cause> stuck(Fleet fleet, Map<Integer, Needs> waiting) {
        Map<Integer, Cause> stuck = new LinkedHashMap<>();
        for (Map.Entry<Integer, Needs> selector : waiting.entrySet()) {
            if (stuck.size() == MAX_SHOWN) {
                break;
            }
            Cause cause = WaitReasonPolicy.explain(fleet, selector.getValue());
            if (cause.code().isStuck()) {
                stuck.put(selector.getKey(), cause);
            }
        }
        return stuck;
    }
}
