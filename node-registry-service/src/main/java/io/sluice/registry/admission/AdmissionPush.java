package io.sluice.registry.admission;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells dispatch what it may do with a node, and puts on record what dispatch has committed.
 *
 * <p>Called after the request is committed here. When dispatch can't be reached the request stands all the same, without its
 * barrier, and {@link AdmissionSweeper} completes it.
 */
@Singleton
public final class AdmissionPush {
    /** Who closes barriers and counts, in the audit. */
    public static final String ACTOR = "node-registry";

    /** More at once would only queue up behind dispatch; what is left out is completed by the sweeper. */
    private static final int MAX_IN_BACKGROUND = 64;

    private static final Logger LOG = Logger.getLogger(AdmissionPush.class);

    private final Pool pool;
    private final NodeStore nodes;
    private final AdmissionStore store;
    private final NodeEvents events;
    private final DispatchPeer dispatch;
    private final AtomicInteger inBackground = new AtomicInteger();

    AdmissionPush(Pool pool, NodeStore nodes, AdmissionStore store, NodeEvents events, DispatchPeer dispatch) {
        this.pool = pool;
        this.nodes = nodes;
        this.store = store;
        this.events = events;
        this.dispatch = dispatch;
    }

    /**
     * Tells dispatch, and waits for it no longer than the setting.
     *
     * @return the node as it stands then; its {@code barrier} says whether dispatch has committed. Never fails because
     *     of dispatch
     */
    public Uni<NodeRow> push(NodeRow node) {
        return tell(node).onFailure().recoverWithItem(failure -> {
            LOG.warnf(
                    "node %s epoch %s: dispatch has not taken revision %d and will be told again: %s",
                    node.name(), node.epoch(), node.revision(), failure.getMessage());
            return node;
        });
    }

    /** Tells dispatch without waiting; a failure is left to the sweeper. */
    public void pushSoon(NodeRow node) {
        if (inBackground.incrementAndGet() > MAX_IN_BACKGROUND) {
            inBackground.decrementAndGet();
            return;
        }
        tell(node)
                .eventually(inBackground::decrementAndGet)
                .subscribe()
                .with(
                        told -> LOG.debugf("node %s: dispatch has taken revision %d", told.name(), told.revision()),
                        failure -> LOG.debugf(
                                "node %s: dispatch has not taken revision %d: %s",
                                node.name(), node.revision(), failure.getMessage()));
    }

    /** Tells dispatch; fails when dispatch can't be reached or refuses. */
    Uni<NodeRow> tell(NodeRow node) {
        return Uni.createFrom()
                .deferred(() -> dispatch.admit(node.toAdmission()))
                .chain(reply -> settle(node, reply));
    }

    /** Dispatch counts no live attempt of the node under this revision: it is DRAINED, once. */
    public Uni<Void> countedEmpty(NodeName name, long revision) {
        return pool.withTransaction(transaction -> store.countedEmpty(transaction, name, revision)
                        .chain(outcome -> putOnRecord(transaction, outcome, 0)))
                .replaceWithVoid();
    }

    private Uni<NodeRow> settle(NodeRow node, AdmissionReply reply) {
        if (reply.revision() > node.revision()) {
            return overtake(node, reply);
        }
        if (reply.revision() < node.revision()) {
            return Uni.createFrom()
                    .failure(new IllegalStateException("dispatch answered with revision " + reply.revision()));
        }
        return pool.withTransaction(transaction -> store.acknowledge(
                                transaction, node.name(), node.revision(), reply.liveAttempts())
                        .chain(outcome -> putOnRecord(transaction, outcome, reply.liveAttempts())))
                .chain(outcome -> outcome.isPresent() ? Uni.createFrom().item(outcome) : nodes.find(pool, node.name()))
                .map(found -> found.orElse(node));
    }

    private Uni<NodeRow> overtake(NodeRow node, AdmissionReply reply) {
        return pool.withConnection(connection -> store.overtake(connection, node.name(), reply.revision()))
                .invoke(overtaken -> {
                    if (overtaken) {
                        LOG.warnf(
                                "node %s: dispatch holds revision %d, which was never issued here (was the database"
                                        + " restored?); going on above it",
                                node.name(), reply.revision());
                    }
                })
                .chain(() -> nodes.find(pool, node.name()))
                .map(found -> found.orElse(node));
    }

    private Uni<Optional<NodeRow>> putOnRecord(
            SqlConnection transaction, Optional<AdmissionStore.Acknowledged> outcome, int liveAttempts) {
        if (outcome.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        AdmissionStore.Acknowledged acknowledged = outcome.get();
        NodeRow node = acknowledged.node();
        List<NodeEvents.Change> changes = new ArrayList<>(2);
        if (acknowledged.closedNow()) {
            changes.add(new NodeEvents.Change(
                    node,
                    NodeChange.BARRIER_CLOSED,
                    ACTOR,
                    "no attempt can be created on it any more; live attempts left: " + liveAttempts));
        }
        if (acknowledged.drainedNow()) {
            changes.add(new NodeEvents.Change(
                    node, NodeChange.DRAINED, ACTOR, "dispatch counts no live attempt behind the barrier"));
        }
        return events.record(transaction, changes)
                .replaceWith(Optional.of(node))
                .invoke(() -> changes.forEach(change -> LOG.infof(
                        "node %s epoch %s: %s, %s", node.name(), node.epoch(), change.what(), change.detail())));
    }
}
