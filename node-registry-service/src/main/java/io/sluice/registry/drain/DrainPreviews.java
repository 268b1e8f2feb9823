package io.sluice.registry.drain;

import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.admission.DispatchPeer;
import io.sluice.registry.capacity.Capacity;
import io.sluice.registry.capacity.CapacityPolicy;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Says what a drain would do, without doing it. A preview is no promise: the drain itself looks again, under a lock. */
@Singleton
final class DrainPreviews {
    private final Pool pool;
    private final NodeStore nodes;
    private final Capacity capacity;
    private final DispatchPeer dispatch;

    DrainPreviews(Pool pool, NodeStore nodes, Capacity capacity, DispatchPeer dispatch) {
        this.pool = pool;
        this.nodes = nodes;
        this.capacity = capacity;
        this.dispatch = dispatch;
    }

    /** What a dry run finds. */
    sealed interface Outcome {
        /** What the drain would do. */
        record Previewed(DrainPreview preview) implements Outcome {}

        /** There is no such node. */
        record Unknown() implements Outcome {}

        /** It has changed since the caller read it. */
        record Changed(long revision) implements Outcome {}

        /** The drain could not act. */
        record Invalid(List<FieldError> errors) implements Outcome {}
    }

    /**
     * Looks.
     *
     * @param expected whether the caller means this revision
     */
    Uni<Outcome> preview(NodeName name, DrainChange change, FloorCheck check, LongPredicate expected) {
        return nodes.find(pool, name).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(new Outcome.Unknown());
            }
            NodeRow node = found.get();
            return expected.test(node.revision())
                    ? preview(node, change, check)
                    : Uni.createFrom().item(new Outcome.Changed(node.revision()));
        });
    }

    private Uni<Outcome> preview(NodeRow node, DrainChange change, FloorCheck check) {
        return capacity.count(pool).chain(slots -> {
            DrainDecision decision = DrainPolicy.onRequest(node, change, slots, capacity.floor(), check);
            if (decision instanceof DrainDecision.Invalid invalid) {
                return Uni.createFrom().item(new Outcome.Invalid(invalid.errors()));
            }
            return liveAttempts(node.name())
                    .map(liveAttempts -> new Outcome.Previewed(new DrainPreview(
                            node.name(),
                            node.drain().enabled(),
                            liveAttempts.orElse(null),
                            slots.capacity(),
                            CapacityPolicy.left(node, slots.capacity(), 0),
                            capacity.floor(),
                            decision instanceof DrainDecision.Refused)));
        });
    }

    private Uni<Optional<Integer>> liveAttempts(NodeName name) {
        return dispatch.load(name)
                .map(load -> Optional.of(load.map(NodeLoad::liveAttempts).orElse(0)))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }
}
