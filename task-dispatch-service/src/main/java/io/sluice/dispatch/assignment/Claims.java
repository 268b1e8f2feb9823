package io.sluice.dispatch.assignment;

import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.assignment.ClaimStore.Claimed;
import io.sluice.dispatch.assignment.ClaimStore.Look;
import io.sluice.dispatch.assignment.PlacementPolicy.Node;
import io.sluice.dispatch.assignment.PlacementPolicy.Placement;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.queue.QueueGate;
import io.sluice.dispatch.stream.OpenStreams;
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
    private final OpenStreams streams;

    Claims(Pool pool, QueueGate gate, ClaimStore store, TaskEvents events, Wake wake, OpenStreams streams) {
        this.pool = pool;
        this.gate = gate;
        this.store = store;
        this.events = events;
        this.wake = wake;
        this.streams = streams;
    }

    /** What a claim came to. */
    enum Outcome {
        /** No task is queued. */
        NOTHING_QUEUED,
        /** Tasks may be left, and another claim would find nothing for them before something changes. */
        NOTHING_FREE,
        /** Something was assigned, and another claim may find more. */
        ASSIGNED,
        /** All that could be assigned was: another claim would find nothing before something changes. */
        ASSIGNED_ALL
    }

    /** A claim that is written. */
    private record Written(Outcome outcome, List<Claimed> claimed) {}

    /** One claim. */
    Uni<Outcome> claim() {
        return store.anyQueued(pool)
                .chain(any -> any
                        ? Transactions.openedBy(pool, this::look, this::assign)
                                .invoke(this::committed)
                                .map(Written::outcome)
                        : Uni.createFrom().item(Outcome.NOTHING_QUEUED));
    }

    private Uni<Look> look(SqlConnection transaction) {
        return Transactions.together(
                gate.enter(transaction),
                Transactions.together(store.lockNodes(transaction, MAX_NODES), store.look(transaction, MAX_TASKS)));
    }

    private Uni<Written> assign(SqlConnection transaction, Look look) {
        List<Placement> placements = PlacementPolicy.place(look.nodes(), look.queue());
        if (placements.isEmpty()) {
            return Uni.createFrom().item(new Written(Outcome.NOTHING_FREE, List.of()));
        }
        List<NodeName> nodes =
                placements.stream().map(Placement::node).distinct().toList();
        return store.claim(transaction, placements, streams.ofNodes(nodes))
                .call(claimed -> announce(transaction, claimed))
                .map(claimed -> new Written(outcome(look, claimed), claimed));
    }

    /** Streams elsewhere are told by those who serve them, as are streams here of what did not come along. */
    private Uni<Void> announce(SqlConnection transaction, List<Claimed> claimed) {
        events.publishOnceCommitted(transaction);
        return wake.nodesChanged(
                transaction,
                claimed.stream()
                        .filter(one -> one.forStream() == null)
                        .map(one -> one.node().value())
                        .toList());
    }

    private static Outcome outcome(Look look, List<Claimed> claimed) {
        if (claimed.isEmpty()) {
            return Outcome.NOTHING_FREE;
        }
        int slots = look.nodes().stream().mapToInt(Node::slots).sum();
        boolean all = claimed.size() == look.queue().size()
                && claimed.size() < Math.min(slots, MAX_TASKS)
                && look.nodes().size() < MAX_NODES
                && !look.othersWait();
        return all ? Outcome.ASSIGNED_ALL : Outcome.ASSIGNED;
    }

    private void committed(Written written) {
        LOG.debugf("%s: %d tasks", written.outcome(), written.claimed().size());
        streams.assign(written.claimed().stream()
                .map(Claimed::forStream)
                .filter(Objects::nonNull)
                .toList());
    }
}
