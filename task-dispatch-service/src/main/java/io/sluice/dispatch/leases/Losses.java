package io.sluice.dispatch.leases;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.dispatch.calm.CalmWatch;
import io.sluice.dispatch.calm.CalmWatch.Moment;
import io.sluice.dispatch.leases.LossPolicy.Lost;
import io.sluice.dispatch.leases.LossStore.Due;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Ends attempts whose node was lost; their tasks go by their guarantee. */
@Singleton
public final class Losses {
    private static final int MAX_BATCH_SIZE = 500;

    private static final Logger LOG = Logger.getLogger(Losses.class);

    private final Pool pool;
    private final LossStore store;
    private final EndStore endStore;
    private final CalmWatch calm;
    private final MeterRegistry metrics;

    Losses(Pool pool, LossStore store, EndStore endStore, CalmWatch calm, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.endStore = endStore;
        this.calm = calm;
        this.metrics = metrics;
    }

    /**
     * These nodes registered again: what their older epochs hold is lost at once, where it is known that their processes are
     * gone. What a process holds that may live goes by its lease and guarantee.
     *
     * @param transaction the one that has written their admissions
     */
    public Uni<Void> onNewerEpoch(SqlConnection transaction, Collection<String> nodes) {
        return store.tasksOfOtherEpochs(transaction, nodes)
                .chain(tasks -> tasks.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : store.lockLeases(transaction, nodes)
                                .chain(() -> TaskLocks.take(transaction, tasks))
                                .chain(() -> store.orphan(transaction, nodes, tasks))
                                .chain(() -> store.superseded(transaction, tasks))
                                .chain(attempts -> lose(transaction, attempts, LossCause.REGISTERED_AGAIN)));
    }

    /** Their nodes have renewed their leases without them. */
    Uni<Void> notHeld(List<AttemptRef> attempts) {
        if (attempts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.withTransaction(transaction -> TaskLocks.take(
                        transaction, attempts.stream().map(AttemptRef::taskId).toList())
                .chain(() -> lose(transaction, attempts, LossCause.NOT_HELD)));
    }

    /**
     * Ends those whose nodes were silent for too long, and marks those whose results are awaited on; all there are. While
     * losses are held back an expired lease ends nothing; what is known to be gone ends all the same.
     */
    Uni<Void> sweep() {
        return calm.look()
                .chain(this::sweepSome)
                .chain(more -> more ? sweep() : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> sweepSome(Moment moment) {
        return pool.withTransaction(transaction -> store.lockDue(transaction, moment, MAX_BATCH_SIZE)
                .call(due -> {
                    List<AttemptRef> superseded = refs(due, Due::superseded);
                    List<AttemptRef> silent = refs(due, one -> !one.superseded() && !one.takenOver() && one.silent());
                    List<AttemptRef> takenOver = refs(due, one -> one.takenOver() && one.silent());
                    List<AttemptRef> awaited = refs(due, one -> !one.superseded() && !one.silent());
                    return lose(transaction, superseded, LossCause.REGISTERED_AGAIN)
                            .chain(() -> lose(transaction, silent, LossCause.LEASE_EXPIRED))
                            .chain(() -> lose(transaction, takenOver, LossCause.TAKEN_OVER))
                            .chain(() -> awaited.isEmpty()
                                    ? Uni.createFrom().voidItem()
                                    : store.reconnecting(transaction, awaited));
                })
                .map(due -> due.size() == MAX_BATCH_SIZE));
    }

    /** The tasks are locked. What has ended meanwhile is left as it is. */
    private Uni<Void> lose(SqlConnection transaction, List<AttemptRef> attempts, LossCause cause) {
        if (attempts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.lost(transaction, attempts, cause)
                .chain(lost -> endStore.attempts(
                                transaction,
                                lost.stream().map(LossPolicy::onLoss).toList())
                        .invoke(events -> log(lost, events)))
                .replaceWithVoid();
    }

    private void log(List<Lost> lost, List<TaskEvent> events) {
        Map<UUID, TaskState> tasks = events.stream().collect(Collectors.toMap(TaskEvent::id, TaskEvent::state));
        for (Lost one : lost) {
            TaskState state = tasks.get(one.ref().taskId());
            if (state != null) {
                metrics.counter("sluice.dispatch.losses", "cause", one.cause().name())
                        .increment();
                LOG.infof(
                        "attempt %s (%s) on node %s epoch %s: LOST (%s), the task is %s",
                        one.ref(), one.guarantee(), one.node(), one.epoch(), one.cause(), state);
            }
        }
    }

    private static List<AttemptRef> refs(List<Due> due, Predicate<Due> wanted) {
        return due.stream().filter(wanted).map(Due::ref).toList();
    }
}
