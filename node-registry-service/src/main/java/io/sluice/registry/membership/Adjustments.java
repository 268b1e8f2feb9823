package io.sluice.registry.membership;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.capacity.BelowFloor;
import io.sluice.registry.capacity.Capacity;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.membership.AdjustmentPolicy.Adjustment;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jboss.logging.Logger;

/** Operators' caps and labels. */
@Singleton
final class Adjustments {
    private static final Logger LOG = Logger.getLogger(Adjustments.class);

    private final Pool pool;
    private final NodeStore nodes;
    private final AdjustmentStore store;
    private final NodeEvents events;
    private final AdmissionPush push;
    private final Capacity capacity;

    Adjustments(
            Pool pool,
            NodeStore nodes,
            AdjustmentStore store,
            NodeEvents events,
            AdmissionPush push,
            Capacity capacity) {
        this.pool = pool;
        this.nodes = nodes;
        this.store = store;
        this.events = events;
        this.push = push;
        this.capacity = capacity;
    }

    /**
     * What an operator asks for.
     *
     * @param cleared the fields that are named with null: there the node's own word counts again
     * @param check whether the operator obeys the capacity floor
     */
    record Request(NodePatch patch, Set<String> cleared, FloorCheck check) {
        /** Whether it may take slots away; labels can't. */
        boolean isAboutTheCap() {
            return patch.taskCap() != null || cleared.contains(AdjustmentPolicy.CAP);
        }
    }

    /** What becomes of a patch. */
    sealed interface Outcome {
        /** Done, or done before. */
        record Adjusted(NodeRow node) implements Outcome {}

        /** There is no such node. */
        record Unknown() implements Outcome {}

        /** It has changed since the caller read it. */
        record Changed(long revision) implements Outcome {}

        /** The node would hold something that it may not. */
        record Invalid(List<FieldError> errors) implements Outcome {}

        /** Too little capacity would be left. */
        record Refused(BelowFloor belowFloor, int taskCap) implements Outcome {}
    }

    /**
     * Applies the patch, and tells dispatch.
     *
     * @param expected whether the caller agrees to change this revision
     */
    Uni<Outcome> adjust(NodeName name, Request request, LongPredicate expected, String actor) {
        // The lock of the capacity comes first, as in a drain, so that the later of two counts what the earlier has
        // left.
        return pool.withTransaction(transaction -> (request.isAboutTheCap()
                                ? capacity.lock(transaction)
                                : Uni.createFrom().voidItem())
                        .chain(() -> nodes.lock(transaction, name))
                        .chain(found -> decide(transaction, found, request, expected, actor)))
                .chain(outcome -> outcome instanceof Outcome.Adjusted adjusted
                                && !adjusted.node().barrier()
                        ? push.push(adjusted.node()).map(Outcome.Adjusted::new)
                        : Uni.createFrom().item(outcome));
    }

    private Uni<Outcome> decide(
            SqlConnection transaction, Optional<NodeRow> found, Request request, LongPredicate expected, String actor) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Unknown());
        }
        NodeRow node = found.get();
        if (!expected.test(node.revision())) {
            return Uni.createFrom().item(new Outcome.Changed(node.revision()));
        }
        Adjustment adjustment = AdjustmentPolicy.onPatch(node, request.patch(), request.cleared());
        List<FieldError> errors = AdjustmentPolicy.violations(adjustment);
        if (!errors.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Invalid(errors));
        }
        if (adjustment.changesNothing()) {
            return Uni.createFrom().item(new Outcome.Adjusted(node));
        }
        int taskCap = adjustment.taskCap(node);
        if (taskCap >= node.taskCap()) {
            return store(transaction, node, adjustment, actor);
        }
        return capacity.count(transaction).chain(slots -> {
            Optional<BelowFloor> refusal = capacity.refusal(node, slots, taskCap, request.check());
            return refusal.isPresent()
                    ? Uni.createFrom().<Outcome>item(new Outcome.Refused(refusal.get(), taskCap))
                    : store(transaction, node, adjustment, actor);
        });
    }

    private Uni<Outcome> store(SqlConnection transaction, NodeRow node, Adjustment adjustment, String actor) {
        return store.adjust(transaction, node, adjustment)
                .map(Optional::orElseThrow)
                .chain(after ->
                        record(transaction, node, after, adjustment, actor).replaceWith(new Outcome.Adjusted(after)));
    }

    private Uni<Void> record(
            SqlConnection transaction, NodeRow before, NodeRow after, Adjustment adjustment, String actor) {
        List<NodeEvents.Change> changes = new ArrayList<>(2);
        if (adjustment.capChanged()) {
            changes.add(new NodeEvents.Change(
                    after,
                    NodeChange.CAP_CHANGED,
                    actor,
                    "task cap " + before.taskCap() + " → " + after.taskCap()
                            + (after.operatorTaskCap() == null ? ", the node's own again" : "")));
        }
        if (adjustment.labelsChanged()) {
            changes.add(new NodeEvents.Change(
                    after, NodeChange.LABELS_CHANGED, actor, "labels " + before.labels() + " → " + after.labels()));
        }
        return events.record(transaction, changes)
                .invoke(() -> changes.forEach(change -> LOG.infof(
                        "node %s epoch %s: %s, asked by %s", after.name(), after.epoch(), change.detail(), actor)));
    }
}
