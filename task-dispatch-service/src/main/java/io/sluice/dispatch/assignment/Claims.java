package io.sluice.dispatch.assignment;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.queue.QueueGate;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.database.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Assigns queued tasks to all nodes with room, in one transaction. Never above a node's cap, never to a node that is
 * drained, retired or not attached, never while the queue is paused; on how many replicas at once does not matter.
 */
@Singleton
class Claims {
    /** More nodes or tasks are left to the claim that follows at once. */
    static final int MAX_NODES = 500;

    static final int MAX_TASKS = 1_000;

    private static final Logger LOG = Logger.getLogger(Claims.class);

    private final Pool pool;
    private final QueueGate gate;
    private final ClaimStore store;
    private final TaskEvents events;
    private final Wake wake;

    Claims(Pool pool, QueueGate gate, ClaimStore store, TaskEvents events, Wake wake) {
        this.pool = pool;
        this.gate = gate;
        this.store = store;
        this.events = events;
        this.wake = wake;
    }

    /** What a claim came to. */
    enum Outcome {
        /** No task is queued. */
        NOTHING_QUEUED,
        /** Tasks may be left, and another claim would find nothing for them before something changes. */
        NOTHING_FREE,
        /** Something was assigned, and another claim may find more. */
        ASSIGNED
    }

    /** One claim. */
    Uni<Outcome> claim() {
        return store.anyQueued(pool)
                .chain(any -> any
                        ? Transactions.openedBy(pool, this::lockNodes, this::claim)
                        : Uni.createFrom().item(Outcome.NOTHING_QUEUED));
    }

    private Uni<List<String>> lockNodes(SqlConnection transaction) {
        return Transactions.together(gate.enter(transaction), store.lockNodes(transaction, MAX_NODES));
    }

    private Uni<Outcome> claim(SqlConnection transaction, List<String> locked) {
        return locked.isEmpty() ? nothingFree() : assign(transaction, locked);
    }

    private Uni<Outcome> assign(SqlConnection transaction, List<String> locked) {
        return store.readNodes(transaction, locked)
                .chain(nodes -> store.readQueue(transaction, nodes, MAX_TASKS)
                        .map(queue -> PlacementPolicy.place(nodes, queue)))
                .chain(placements -> placements.isEmpty()
                        ? nothingFree()
                        : store.claim(transaction, placements).chain(assigned -> announce(transaction, assigned)));
    }

    private Uni<Outcome> announce(SqlConnection transaction, List<TaskEvent> assigned) {
        if (assigned.isEmpty()) {
            return nothingFree();
        }
        List<String> nodes = assigned.stream()
                .map(event -> Objects.requireNonNull(event.node()).value())
                .distinct()
                .toList();
        return Transactions.together(events.append(transaction, assigned), wake.nodesChanged(transaction, nodes))
                .invoke(() -> LOG.debugf("%d tasks assigned to %d nodes", assigned.size(), nodes.size()))
                .replaceWith(Outcome.ASSIGNED);
    }

    private static Uni<Outcome> nothingFree() {
        return Uni.createFrom().item(Outcome.NOTHING_FREE);
    }
}
