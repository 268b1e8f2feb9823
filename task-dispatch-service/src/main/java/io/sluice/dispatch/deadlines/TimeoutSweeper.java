package io.sluice.dispatch.deadlines;

import io.quarkus.scheduler.Scheduled;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells nodes to end what they should have ended by themselves: a timeout is the node's to keep, this is for one that does
 * not. It ends as TIMED_OUT when the node reports it, and is lost when the node is.
 */
@Singleton
class TimeoutSweeper {
    private static final int MAX_BATCH_SIZE = 500;

    private static final Logger LOG = Logger.getLogger(TimeoutSweeper.class);

    private final Pool pool;
    private final TimeoutStore store;
    private final Wake wake;

    TimeoutSweeper(Pool pool, TimeoutStore store, Wake wake) {
        this.pool = pool;
        this.store = store;
        this.wake = wake;
    }

    @Scheduled(identity = "timeout-sweeper", every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return pool.withTransaction(transaction -> store.stopOverdue(transaction, MAX_BATCH_SIZE)
                        .call(nodes -> wake.nodesChanged(transaction, nodes)))
                .invoke(TimeoutSweeper::log)
                .onFailure()
                .invoke(failure -> LOG.debugf("timeouts are looked at again in a moment: %s", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static void log(List<String> nodes) {
        if (!nodes.isEmpty()) {
            LOG.warnf(
                    "%d attempts run past their timeout and more; told to end them: nodes %s",
                    nodes.size(), nodes.stream().distinct().sorted().toList());
        }
    }
}
