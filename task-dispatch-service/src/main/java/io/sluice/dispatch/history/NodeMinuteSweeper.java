package io.sluice.dispatch.history;

import io.quarkus.scheduler.Scheduled;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Looks at all nodes once a minute, mostly within its first 5 s, for all replicas: whichever of them comes first. What was
 * between two looks is not seen. A minute in which nobody looked stays without.
 */
@Singleton
class NodeMinuteSweeper {
    private final Pool pool;
    private final NodeMinuteStore store;
    private final RepeatedFailure failure = new RepeatedFailure(
            Logger.getLogger(NodeMinuteSweeper.class),
            "how busy nodes are is not noted",
            "how busy nodes are is noted again");

    NodeMinuteSweeper(Pool pool, NodeMinuteStore store) {
        this.pool = pool;
        this.store = store;
    }

    @Scheduled(identity = "node-minutes", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return failure.watch(store.look(pool).replaceWithVoid());
    }
}
