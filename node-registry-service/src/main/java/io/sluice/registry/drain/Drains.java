package io.sluice.registry.drain;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.drain.DrainPolicy.FloorCheck;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.sluice.registry.settings.RegistryConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Drains and resumes nodes. The wish is committed here first; then dispatch is told, and its commit is the barrier. */
@Singleton
final class Drains {
    private static final Logger LOG = Logger.getLogger(Drains.class);

    private final Pool pool;
    private final NodeStore nodes;
    private final DrainStore store;
    private final NodeEvents events;
    private final AdmissionPush push;
    private final int capacityFloor;

    Drains(Pool pool, NodeStore nodes, DrainStore store, NodeEvents events, AdmissionPush push, RegistryConfig config) {
        this.pool = pool;
        this.nodes = nodes;
        this.store = store;
        this.events = events;
        this.push = push;
        this.capacityFloor = config.capacityFloor();
    }

    /** What becomes of a wish. */
    sealed interface Outcome {
        /** It stands; the node's {@code barrier} says whether dispatch has committed it. */
        record Stored(NodeRow node) implements Outcome {}

        /** There is no such node. */
        record Unknown() implements Outcome {}

        /** Too little capacity would be left. */
        record Refused(DrainDecision.BelowFloor belowFloor, int floor) implements Outcome {}
    }

    Uni<Outcome> drain(NodeName name, DrainWish wish, FloorCheck check, String actor) {
        // The lock comes first, so that of two drains the later counts what the earlier has left.
        return pool.withTransaction(transaction -> nodes.lockCapacity(transaction)
                        .chain(() -> nodes.lock(transaction, name))
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().<Outcome>item(new Outcome.Unknown())
                                : decide(transaction, found.get(), wish, check, actor)))
                .chain(this::tellDispatch);
    }

    /** Lifts the drain; without one nothing happens. */
    Uni<Outcome> resume(NodeName name, String actor) {
        return pool.withTransaction(transaction -> nodes.lock(transaction, name).chain(found -> {
                    if (found.isEmpty()) {
                        return Uni.createFrom().<Outcome>item(new Outcome.Unknown());
                    }
                    NodeRow node = found.get();
                    return node.drain().enabled()
                            ? lift(transaction, node, actor)
                            : Uni.createFrom().<Outcome>item(new Outcome.Stored(node));
                }))
                .chain(this::tellDispatch);
    }

    private Uni<Outcome> decide(
            SqlConnection transaction, NodeRow node, DrainWish wish, FloorCheck check, String actor) {
        return store.capacity(transaction).chain(capacity -> {
            DrainDecision decision = DrainPolicy.onRequest(node, wish, capacity, capacityFloor, check);
            if (decision instanceof DrainDecision.BelowFloor belowFloor) {
                return Uni.createFrom().item(new Outcome.Refused(belowFloor, capacityFloor));
            }
            if (decision instanceof DrainDecision.Same) {
                return Uni.createFrom().item(new Outcome.Stored(node));
            }
            return decision instanceof DrainDecision.Amend
                    ? amend(transaction, node, wish, actor)
                    : begin(transaction, node, wish, actor);
        });
    }

    private Uni<Outcome> begin(SqlConnection transaction, NodeRow node, DrainWish wish, String actor) {
        return store.begin(transaction, node, wish, actor)
                .chain(after -> stored(
                        transaction, after, NodeChange.DRAIN_REQUESTED, actor, "drain asked for: " + describe(wish)));
    }

    private Uni<Outcome> amend(SqlConnection transaction, NodeRow node, DrainWish wish, String actor) {
        return store.amend(transaction, node, wish)
                .chain(after -> stored(
                        transaction, after, NodeChange.DRAIN_CHANGED, actor, "drain changed: " + describe(wish)));
    }

    private Uni<Outcome> lift(SqlConnection transaction, NodeRow node, String actor) {
        return store.lift(transaction, node)
                .chain(after -> stored(
                        transaction,
                        after,
                        NodeChange.RESUMED,
                        actor,
                        "drain lifted, which " + node.drain().by() + " had asked for at "
                                + node.drain().since() + ": \"" + node.drain().reason() + "\""));
    }

    /** The row is locked and its revision was just read, so that the compare-and-set can't miss. */
    private Uni<Outcome> stored(
            SqlConnection transaction, Optional<NodeRow> changed, NodeChange what, String actor, String detail) {
        NodeRow node = changed.orElseThrow();
        return events.record(transaction, node, what, actor, detail)
                .invoke(() -> LOG.infof(
                        "node %s epoch %s: %s by %s, %s",
                        node.name(), node.epoch(), what, actor, detail.replaceAll("\\p{Cntrl}", " ")))
                .replaceWith(new Outcome.Stored(node));
    }

    /** Also when the wish is an old one: whoever asks again wants to know whether the barrier is closed by now. */
    private Uni<Outcome> tellDispatch(Outcome outcome) {
        return outcome instanceof Outcome.Stored stored && !stored.node().barrier()
                ? push.push(stored.node()).map(Outcome.Stored::new)
                : Uni.createFrom().item(outcome);
    }

    private static String describe(DrainWish wish) {
        String end = switch (wish.onDeadline()) {
            case LEAVE -> "what is left then goes on";
            case REQUEUE -> "what is left then waits for another node";
            case CANCEL -> "what is left then is canceled";
        };
        Instant deadline = wish.deadline();
        return "\"" + wish.reason() + "\"" + (deadline == null ? "" : ", deadline " + deadline + ": " + end);
    }
}
