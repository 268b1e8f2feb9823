package io.sluice.registry.retirement;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.admission.DispatchPeer;
import io.sluice.registry.admission.DispatchPeer.RetireReply;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * Deletes a node that will not come back. Dispatch has to agree, since it alone knows of live attempts; a registration
 * that slips in between wins.
 */
@Singleton
final class Retirements {
    private static final Logger LOG = Logger.getLogger(Retirements.class);

    private final Pool pool;
    private final NodeStore nodes;
    private final RetirementStore store;
    private final NodeEvents events;
    private final DispatchPeer dispatch;

    Retirements(Pool pool, NodeStore nodes, RetirementStore store, NodeEvents events, DispatchPeer dispatch) {
        this.pool = pool;
        this.nodes = nodes;
        this.store = store;
        this.events = events;
        this.dispatch = dispatch;
    }

    /** What becomes of a retirement. */
    sealed interface Outcome {
        /** The node is gone for good. */
        record Retired() implements Outcome {}

        /** There is no such node. */
        record Unknown() implements Outcome {}

        /** All that stands in the way. */
        record Obstructed(List<FieldError> obstacles) implements Outcome {}

        /** Dispatch could not be asked, so nothing was done. */
        record DispatchAway() implements Outcome {}
    }

    Uni<Outcome> retire(NodeName name, String actor) {
        return nodes.find(pool, name).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(new Outcome.Unknown());
            }
            NodeRow node = found.get();
            return liveAttempts(name).chain(liveAttempts -> {
                List<FieldError> obstacles = RetirementPolicy.obstacles(node, liveAttempts);
                return obstacles.isEmpty()
                        ? reserve(node, actor)
                        : Uni.createFrom().item(new Outcome.Obstructed(obstacles));
            });
        });
    }

    /**
     * Retires a node of which somebody has already decided on this row: whatever has changed since, an operator's request
     * above all, obstructs it.
     */
    Uni<Outcome> retire(NodeRow seen, String actor) {
        return reserve(seen, actor);
    }

    private Uni<Outcome> reserve(NodeRow node, String actor) {
        return pool.withConnection(connection -> store.reserve(connection, node))
                .chain(reserved -> reserved.isEmpty()
                        ? Uni.createFrom().item(changedMeanwhile(node))
                        : closeInDispatch(reserved.get(), actor));
    }

    private Uni<Outcome> closeInDispatch(NodeRow reserved, String actor) {
        return dispatch.retire(reserved.name(), new RetireAdmission(RetirementStore.closingRevision(reserved), actor))
                .chain(reply -> reply instanceof RetireReply.NotEmpty notEmpty
                        ? release(reserved, new Outcome.Obstructed(notEmpty.obstacles()))
                        : delete(reserved, actor))
                .onFailure(DispatchPeer.Away.class)
                .recoverWithUni(away -> release(reserved, new Outcome.DispatchAway()));
    }

    private Uni<Outcome> delete(NodeRow reserved, String actor) {
        return pool.withTransaction(transaction -> store.delete(transaction, reserved)
                        .chain(gone -> gone.isEmpty()
                                ? Uni.createFrom().item(false)
                                : events.recordRetirement(
                                                transaction,
                                                gone.get(),
                                                actor,
                                                "retired, OFFLINE since "
                                                        + gone.get().offlineSince()
                                                        + "; the process that it had can't come back, another can, above"
                                                        + " epoch " + reserved.epoch())
                                        .replaceWith(true)))
                .chain(deleted -> {
                    if (!deleted) {
                        return release(reserved, changedMeanwhile(reserved));
                    }
                    LOG.infof("node %s epoch %s: → retired, asked by %s", reserved.name(), reserved.epoch(), actor);
                    return Uni.createFrom().item(new Outcome.Retired());
                });
    }

    private Uni<Outcome> release(NodeRow reserved, Outcome outcome) {
        return store.release(pool, reserved).replaceWith(outcome);
    }

    private static Outcome changedMeanwhile(NodeRow node) {
        return new Outcome.Obstructed(List.of(new FieldError(
                "status",
                "node " + node.name()
                        + " changed or came back while it was being retired: look at it, then ask again")));
    }

    /** Empty when dispatch could not be asked: the refusal, if it comes to one, then names what is known here alone. */
    private Uni<OptionalInt> liveAttempts(NodeName name) {
        return dispatch.load(name)
                .map(load -> load.map(counted -> OptionalInt.of(counted.liveAttempts()))
                        .orElseGet(OptionalInt::empty))
                .onFailure()
                .recoverWithItem(OptionalInt.empty());
    }
}
