package io.sluice.dispatch.history;

import io.quarkus.scheduler.Scheduled;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Counts each minute once, when it is 10 s past, for all replicas: one of them counts at a time, the others pass. A minute
 * is counted whole or not at all, so whoever comes after one that died goes on with what is missing of the last hour.
 *
 * <p>Why a table rather than the memory of each replica: an ended minute is read while its pages are still in the
 * database's memory, and never again. A replica that starts would have to read a whole hour at once, and each one all of
 * it; all of them started anew, at the worst moment.
 *
 * <p>What it misses: a task whose end took longer than 10 s from its statement to its commit, and one that ended while the
 * database's clock was put back, is in no minute. Tasks themselves miss nothing; these numbers are for charts. Minutes in
 * which nobody counted for over an hour stay uncounted.
 */
@Singleton
class EndedMinuteSweeper {
    private final Pool pool;
    private final EndedMinuteStore store;
    private final RepeatedFailure failure = new RepeatedFailure(
            Logger.getLogger(EndedMinuteSweeper.class),
            "ended tasks are not counted by the minute",
            "ended tasks are counted by the minute again");

    EndedMinuteSweeper(Pool pool, EndedMinuteStore store) {
        this.pool = pool;
        this.store = store;
    }

    @Scheduled(identity = "ended-minutes", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return failure.watch(Multi.createBy()
                .repeating()
                .uni(this::countNext)
                .whilst(counted -> counted)
                .collect()
                .last()
                .replaceWithVoid());
    }

    /** Each minute in a transaction of its own. False when there is none to count, or another replica does. */
    private Uni<Boolean> countNext() {
        return pool.withTransaction(transaction -> store.enter(transaction)
                .chain(entered -> entered
                        ? store.next(transaction)
                                .chain(minute -> minute.isPresent()
                                        ? store.count(transaction, minute.get()).replaceWith(true)
                                        : Uni.createFrom().item(false))
                        : Uni.createFrom().item(false)));
    }
}
