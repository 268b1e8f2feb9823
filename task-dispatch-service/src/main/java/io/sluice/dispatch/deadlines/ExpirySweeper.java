package io.sluice.dispatch.deadlines;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.dispatch.attempts.DuePolicy;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.waiting.WaitPeriods;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.loop.Loop;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ends tasks that wait past their queue limit, when the first is due. On all replicas at once: what one has locked the
 * others pass over. A pause of the queue stops the clock; a lifted one wakes this.
 */
@Singleton
class ExpirySweeper {
    private static final int MAX_BATCH_SIZE = 500;

    private static final Logger LOG = Logger.getLogger(ExpirySweeper.class);

    private final Pool pool;
    private final ExpiryStore store;
    private final EndStore endStore;
    private final Wake wake;
    private final WaitPeriods periods;
    private final Loop loop;

    ExpirySweeper(Vertx vertx, Pool pool, ExpiryStore store, EndStore endStore, Wake wake, WaitPeriods periods) {
        this.pool = pool;
        this.store = store;
        this.endStore = endStore;
        this.wake = wake;
        this.periods = periods;
        RepeatedFailure failure =
                new RepeatedFailure(LOG, "looking for expired tasks fails", "looking for expired tasks works again");
        this.loop = new Loop(vertx, DuePolicy.PACE, failure, () -> round().map(DuePolicy::next));
    }

    void start(@Observes StartupEvent event) {
        wake.onQueue(loop::wake);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    Uni<Duration> round() {
        return store.nextDue(pool).chain(due -> {
            if (due.isEmpty()) {
                return Uni.createFrom().item(DuePolicy.MAX_INTERVAL);
            }
            return due.get().isNegative() || due.get().isZero()
                    ? periods.recordNow()
                            .chain(this::expire)
                            .chain(() -> store.nextDue(pool))
                            .map(next -> next.orElse(DuePolicy.MAX_INTERVAL))
                    : Uni.createFrom().item(due.get());
        });
    }

    private Uni<Void> expire() {
        return pool.withTransaction(transaction -> store.lockOverdue(transaction, MAX_BATCH_SIZE)
                        .chain(ends -> endStore.queued(transaction, ends)
                                .invoke(events -> events.forEach(ExpirySweeper::log))
                                .replaceWith(ends.size() == MAX_BATCH_SIZE)))
                .chain(more -> more ? expire() : Uni.createFrom().voidItem());
    }

    private static void log(TaskEvent event) {
        LOG.infof("task %s: QUEUED → %s, it waited past its queue limit", event.id(), event.state());
    }
}
