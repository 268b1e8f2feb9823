package io.sluice.dispatch.leases;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Detach;
import io.sluice.dispatch.attempts.EndPolicy;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.dispatch.stream.Attachments;
import io.sluice.dispatch.stream.LeaveOutcome;
import io.sluice.service.auth.NodeProof;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** A node that leaves in good order gives back what it has not begun, whatever its guarantee: nobody has run it. */
@Singleton
public final class Departures {
    private static final Logger LOG = Logger.getLogger(Departures.class);

    private final Pool pool;
    private final Attachments attachments;
    private final DepartureStore store;
    private final EndStore endStore;

    Departures(Pool pool, Attachments attachments, DepartureStore store, EndStore endStore) {
        this.pool = pool;
        this.attachments = attachments;
        this.store = store;
        this.endStore = endStore;
    }

    /**
     * From the commit on nothing is assigned to the process until it attaches again. Claims that are under way are waited
     * for, so that what they assign is given back too.
     */
    public Uni<LeaveOutcome> leave(NodeName node, Detach detach, NodeProof proof) {
        return pool.withTransaction(transaction -> attachments
                .leave(transaction, node, detach.epoch(), detach.incarnation(), proof)
                .call(outcome -> {
                    List<AttemptRef> begun = detach.begun();
                    return outcome instanceof LeaveOutcome.Left && begun != null
                            ? giveBack(transaction, node, detach, begun)
                            : Uni.createFrom().voidItem();
                }));
    }

    private Uni<Void> giveBack(SqlConnection transaction, NodeName node, Detach detach, List<AttemptRef> begun) {
        return store.tasksNotBegun(transaction, node, detach.epoch(), begun)
                .chain(tasks -> tasks.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : TaskLocks.take(transaction, tasks)
                                .chain(() -> store.notBegun(transaction, node, detach.epoch(), begun, tasks))
                                .chain(attempts -> endStore.attempts(
                                        transaction,
                                        attempts.stream()
                                                .map(EndPolicy::onDeparture)
                                                .toList()))
                                .invoke(ended -> LOG.infof(
                                        "node %s epoch %s: %d attempts that it had not begun wait for other nodes",
                                        node, detach.epoch(), ended.size()))
                                .replaceWithVoid());
    }
}
