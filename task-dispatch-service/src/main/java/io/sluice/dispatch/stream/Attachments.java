package io.sluice.dispatch.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.wake.ReplicaId;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.loop.Batches;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Puts on record which stream of this replica serves which node, and wakes whom it concerns. */
@Singleton
public class Attachments {
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Attachments.class);

    private final Pool pool;
    private final StreamStore store;
    private final Wake wake;
    private final ReplicaId replica;
    private final Batches<StreamStore.Stream, Boolean> detachments;

    Attachments(Vertx vertx, Pool pool, StreamStore store, Wake wake, ReplicaId replica) {
        this.pool = pool;
        this.store = store;
        this.wake = wake;
        this.replica = replica;
        // Many end at once when a proxy between is restarted.
        this.detachments = new Batches<>(
                vertx,
                new Batches.Limits("detachments", Duration.ofMillis(5), 1_000, 100_000, WRITE_TIMEOUT),
                StreamStore.Stream::id,
                stream -> 1,
                streams -> store.detach(pool, streams)
                        .map(done -> streams.stream().map(stream -> true).toList()));
    }

    /** The stream serves the node from the commit on, in place of any other, which is woken to end; the queue may go on. */
    public Uni<AttachOutcome> attach(NodeName name, Epoch epoch, UUID stream, NodeProof proof) {
        return pool.withTransaction(transaction -> store.attach(
                        transaction, name, epoch, replica.value(), stream, proof)
                .call(outcome -> outcome instanceof AttachOutcome.Attached
                        ? wake.nodesChanged(transaction, List.of(name.value()))
                                .chain(() -> wake.queueChanged(transaction))
                        : Uni.createFrom().voidItem()));
    }

    /** The process takes nothing more; its stream is woken to end. */
    public Uni<LeaveOutcome> leave(
            SqlConnection transaction, NodeName name, Epoch epoch, UUID incarnation, NodeProof proof) {
        return store.leave(transaction, name, epoch, incarnation, proof).call(outcome -> {
            if (outcome instanceof LeaveOutcome.NotProven) {
                return Uni.createFrom().voidItem();
            }
            LOG.infof("node %s epoch %s: detached, it takes nothing more", name, epoch);
            return wake.nodesChanged(transaction, List.of(name.value()));
        });
    }

    /** Soon the stream serves nobody any more. What can't be written now ends with the lease. */
    void detach(NodeStream stream) {
        detachments
                .write(new StreamStore.Stream(stream.name().value(), stream.id()))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.debugf("%s stays on record until its lease ends: %s", stream, failure));
    }

    /** No stream of this replica serves anybody any more. */
    Uni<Void> detachAll() {
        return store.detachAll(pool, replica.value());
    }
}
