package io.sluice.dispatch.cancel;

import io.sluice.contracts.Reason;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.attempts.AttemptEnd;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.attempts.QueuedEnd;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.dispatch.cancel.CancelStore.Found;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.queries.TaskQueries;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Stops tasks. The request is stored with the task, and told to its node by its stream at once and with every renewal until
 * the node has ended it; so it does not matter which replica was asked, or what is away.
 */
@Singleton
final class Cancels {
    private static final Logger LOG = Logger.getLogger(Cancels.class);

    private final Pool pool;
    private final CancelStore store;
    private final EndStore endStore;
    private final TaskEvents events;
    private final TaskQueries queries;
    private final Wake wake;

    Cancels(Pool pool, CancelStore store, EndStore endStore, TaskEvents events, TaskQueries queries, Wake wake) {
        this.pool = pool;
        this.store = store;
        this.endStore = endStore;
        this.events = events;
        this.queries = queries;
        this.wake = wake;
    }

    /** One that waits is CANCELED at once; one that a node holds is CANCELING until the node has ended it. */
    Uni<CancelOutcome> cancel(UUID id, String by) {
        return whileLive(
                id,
                (transaction, found) ->
                        stop(transaction, id, found, by).chain(() -> view(transaction, id, CancelOutcome.Done::new)));
    }

    /** Gives up a task whose node does not end it: its attempt is lost, and whatever it still reports is refused. */
    Uni<CancelOutcome> abandon(UUID id, String by) {
        return whileLive(id, (transaction, found) -> {
            if (found.state() != TaskState.CANCELING) {
                return view(transaction, id, CancelOutcome.NotCanceled::new);
            }
            if (!found.mayBeAbandoned()) {
                return Uni.createFrom().item(new CancelOutcome.TooEarly(Objects.requireNonNull(found.abandonedFrom())));
            }
            return endStore.attempts(transaction, List.of(abandoned(id, found, by)))
                    .invoke(() -> LOG.warnf("task %s: CANCELING → CANCELED, abandoned by %s", id, by))
                    .chain(() -> view(transaction, id, CancelOutcome.Done::new));
        });
    }

    /** A drain's deadline has passed: what the node holds is ended, for good or for another node. */
    Uni<Void> evict(NodeName node, Eviction eviction) {
        return pool.withTransaction(transaction -> store.tasksOf(transaction, node)
                .map(Set::copyOf)
                .chain(tasks -> tasks.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : TaskLocks.take(transaction, tasks)
                                .chain(() -> store.tasksOf(transaction, node))
                                .map(stillHeld -> stillHeld.stream()
                                        .filter(tasks::contains)
                                        .toList())
                                .chain(held -> evict(transaction, node, held, eviction))));
    }

    private Uni<Void> evict(SqlConnection transaction, NodeName node, List<UUID> tasks, Eviction eviction) {
        Author author = Author.drain(eviction);
        return switch (eviction.action()) {
            case LEAVE -> Uni.createFrom().voidItem();
            case CANCEL ->
                cancelHeld(transaction, tasks, author)
                        .invoke(canceled ->
                                LOG.infof("node %s: %d tasks → CANCELING by %s", node, canceled.size(), author))
                        .replaceWithVoid();
            case REQUEUE ->
                store.requeue(transaction, tasks, author)
                        .invoke(ended ->
                                LOG.infof("node %s: %d attempts are ended for other nodes by %s", node, ended, author))
                        .chain(() -> wake.nodesChanged(transaction, List.of(node.value())));
        };
    }

    /** Does it to a live task, under its lock. One that intake commits at this very moment is looked for once more. */
    private Uni<CancelOutcome> whileLive(UUID id, BiFunction<SqlConnection, Found, Uni<CancelOutcome>> then) {
        Uni<CancelOutcome> once = Uni.createFrom()
                .deferred(() -> pool.withTransaction(transaction -> TaskLocks.take(transaction, List.of(id))
                        .chain(() -> store.read(transaction, id))
                        .chain(found ->
                                found.isEmpty() ? notLive(transaction, id) : then.apply(transaction, found.get()))));
        return once.chain(
                outcome -> arrivedMeanwhile(outcome) ? once : Uni.createFrom().item(outcome));
    }

    /** Intake committed the task after the lock had found nothing, and before it was looked for in the history. */
    private static boolean arrivedMeanwhile(CancelOutcome outcome) {
        return outcome instanceof CancelOutcome.Ended ended
                && !ended.task().state().isTerminal();
    }

    private Uni<Void> stop(SqlConnection transaction, UUID id, Found found, String by) {
        return switch (found.state()) {
            case QUEUED ->
                endStore.queued(
                                transaction,
                                List.of(new QueuedEnd(
                                        id,
                                        TaskState.CANCELED,
                                        new Reason("CANCELED", "Canceled by " + by + " while it waited."))))
                        .invoke(() -> LOG.infof("task %s: QUEUED → CANCELED by %s", id, by))
                        .replaceWithVoid();
            case ASSIGNED, RUNNING ->
                cancelHeld(transaction, List.of(id), Author.person(by))
                        .invoke(() -> LOG.infof("task %s: %s → CANCELING by %s", id, found.state(), by))
                        .replaceWithVoid();
            case CANCELING, SUCCEEDED, FAILED, TIMED_OUT, CANCELED, EXPIRED ->
                Uni.createFrom().voidItem();
        };
    }

    private Uni<List<TaskEvent>> cancelHeld(SqlConnection transaction, List<UUID> tasks, Author author) {
        return store.cancel(transaction, tasks, author)
                .call(canceling -> events.append(transaction, canceling))
                .call(canceling -> wake.nodesChanged(
                        transaction,
                        canceling.stream()
                                .map(event ->
                                        Objects.requireNonNull(event.node()).value())
                                .distinct()
                                .toList()));
    }

    private AttemptEnd abandoned(UUID id, Found found, String by) {
        Reason reason = new Reason(
                "ABANDONED",
                "Canceled by " + found.canceler() + "; its node did not end it, and " + by
                        + " gave it up: it may still run there.");
        return new AttemptEnd(found.ref(id), AttemptState.LOST, null, reason, null, TaskState.CANCELED, reason);
    }

    private Uni<CancelOutcome> notLive(SqlConnection transaction, UUID id) {
        return queries.find(transaction, id)
                .map(found -> found.<CancelOutcome>map(CancelOutcome.Ended::new).orElse(new CancelOutcome.Unknown()));
    }

    private Uni<CancelOutcome> view(SqlConnection transaction, UUID id, Function<TaskView, CancelOutcome> outcome) {
        return queries.find(transaction, id).map(found -> outcome.apply(found.orElseThrow()));
    }
}
