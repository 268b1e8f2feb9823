package io.sluice.registry.drain;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.capacity.BelowFloor;
import io.sluice.registry.capacity.Capacity;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jboss.logging.Logger;

/** Drains and resumes nodes. The change is committed here first; then dispatch is told, and its commit is the barrier. */
@Singleton
final class Drains {
    private static final Logger LOG = Logger.getLogger(Drains.class);

    private final Pool pool;
    private final NodeStore nodes;
    private final DrainStore store;
    private final NodeEvents events;
    private final AdmissionPush push;
    private final Capacity capacity;

    Drains(Pool pool, NodeStore nodes, DrainStore store, NodeEvents events, AdmissionPush push, Capacity capacity) {
        this.pool = pool;
        this.nodes = nodes;
        this.store = store;
        this.events = events;
        this.push = push;
        this.capacity = capacity;
    }

    /** What became of a request. */
    sealed interface Outcome {
        /** It stands; the node's {@code barrier} says whether dispatch has committed it. */
        record Stored(NodeRow node) implements Outcome {}

        /** There is no such node. */
        record Unknown() implements Outcome {}

        /** It has changed since the caller read it. */
        record Changed(long revision) implements Outcome {}

        /** The change could never take effect. */
        record Invalid(List<FieldError> errors) implements Outcome {}

        /** Too little capacity would be left. */
        record Refused(BelowFloor belowFloor) implements Outcome {}
    }

    /**
     * Begins a drain, or changes the named fields of the current one.
     *
     * @param expected whether the caller agrees to change this revision
     */
    Uni<Outcome> drain(NodeName name, DrainChange change, FloorCheck check, LongPredicate expected, String actor) {
        // The lock comes first, so that of two drains the later counts what the earlier has left.
        return pool.withTransaction(transaction -> capacity.lock(transaction)
                        .chain(() -> nodes.lock(transaction, name))
                        .chain(found ->
                                onRevision(found, expected, node -> decide(transaction, node, change, check, actor))))
                .chain(this::tellDispatch);
    }

    /**
     * Lifts the operator's drain; without one nothing happens.
     *
     * @param expected whether the caller agrees to change this revision
     */
    Uni<Outcome> resume(NodeName name, LongPredicate expected, String actor) {
        return pool.withTransaction(transaction -> nodes.lock(transaction, name)
                        .chain(found -> onRevision(
                                found,
                                expected,
                                node -> node.drain().enabled()
                                        ? lift(transaction, node, actor)
                                        : Uni.createFrom().item(new Outcome.Stored(node)))))
                .chain(this::tellDispatch);
    }

    private static Uni<Outcome> onRevision(
            Optional<NodeRow> found, LongPredicate expected, Function<NodeRow, Uni<Outcome>> then) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Unknown());
        }
        NodeRow node = found.get();
        return expected.test(node.revision())
                ? then.apply(node)
                : Uni.createFrom().item(new Outcome.Changed(node.revision()));
    }

    private Uni<Outcome> decide(
            SqlConnection transaction, NodeRow node, DrainChange change, FloorCheck check, String actor) {
        return capacity.count(transaction).chain(slots -> {
            DrainDecision decision = DrainPolicy.onRequest(node, change, slots, capacity.floor(), check);
            if (decision instanceof DrainDecision.Begin begin) {
                return begin(transaction, node, begin.terms(), actor);
            }
            if (decision instanceof DrainDecision.Amend amend) {
                return amend(transaction, node, amend.terms(), actor);
            }
            if (decision instanceof DrainDecision.Refused refused) {
                return Uni.createFrom().item(new Outcome.Refused(refused.belowFloor()));
            }
            return decision instanceof DrainDecision.Invalid invalid
                    ? Uni.createFrom().item(new Outcome.Invalid(invalid.errors()))
                    : Uni.createFrom().item(new Outcome.Stored(node));
        });
    }

    private Uni<Outcome> begin(SqlConnection transaction, NodeRow node, DrainTerms terms, String actor) {
        return store.begin(transaction, node, terms, actor)
                .chain(after -> stored(
                        transaction, after, NodeChange.DRAIN_REQUESTED, actor, "drain asked for: " + terms.inWords()));
    }

    private Uni<Outcome> amend(SqlConnection transaction, NodeRow node, DrainTerms terms, String actor) {
        return store.amend(transaction, node, terms, actor)
                .chain(after -> stored(
                        transaction,
                        after,
                        NodeChange.DRAIN_CHANGED,
                        actor,
                        "drain changed: " + terms.changesInWords(node.drain())));
    }

    private Uni<Outcome> lift(SqlConnection transaction, NodeRow node, String actor) {
        return store.lift(transaction, node)
                .chain(after -> stored(
                        transaction,
                        after,
                        NodeChange.RESUMED,
                        actor,
                        "drain lifted, which " + node.drain().by() + " had asked for at "
                                + node.drain().since() + ": \"" + node.drain().reason() + "\""
                                + (node.stopSince() == null
                                        ? ""
                                        : "; it still takes no new task: " + Drain.STOP_REASON)));
    }

    /** The row is locked and its revision was just read, so that the compare-and-set can't miss. */
    private Uni<Outcome> stored(
            SqlConnection transaction, Optional<NodeRow> changed, NodeChange what, String actor, String detail) {
        NodeRow node = changed.orElseThrow();
        return events.record(transaction, node, what, actor, detail)
                .invoke(() ->
                        LOG.infof("node %s epoch %s: %s by %s, %s", node.name(), node.epoch(), what, actor, detail))
                .replaceWith(new Outcome.Stored(node));
    }

    /** Also when nothing changed: whoever asks again wants to know whether the barrier is closed by now. */
    private Uni<Outcome> tellDispatch(Outcome outcome) {
        return outcome instanceof Outcome.Stored stored && !stored.node().barrier()
                ? push.push(stored.node()).map(Outcome.Stored::new)
                : Uni.createFrom().item(outcome);
    }
}
