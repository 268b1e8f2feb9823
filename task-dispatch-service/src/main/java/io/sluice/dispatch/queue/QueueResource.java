package io.sluice.dispatch.queue;

import io.sluice.contracts.path.InternalPaths;
import io.sluice.contracts.task.QueuePause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.dispatch.calm.CalmWatch;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.auth.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.logging.Logger;

/** The queue as a whole, for gateways. */
@Path(InternalPaths.QUEUE)
@Produces(MediaType.APPLICATION_JSON)
class QueueResource {
    private static final Logger LOG = Logger.getLogger(QueueResource.class);

    private final Pool pool;
    private final QueueGate gate;
    private final QueueStore store;
    private final Wake wake;
    private final CalmWatch calm;
    private final Caller caller;

    QueueResource(Pool pool, QueueGate gate, QueueStore store, Wake wake, CalmWatch calm, Caller caller) {
        this.pool = pool;
        this.gate = gate;
        this.store = store;
        this.wake = wake;
        this.calm = calm;
        this.caller = caller;
    }

    /** The queue as it is now. */
    @GET
    public Uni<QueueSummary> summary() {
        return calm.shown().chain(shown -> store.summary(pool, shown.orElse(null)));
    }

    /** Nothing is assigned from the answer on, and the queue limit's clock stands still. Asked again it is the same pause. */
    @PUT
    @Path(InternalPaths.PAUSE)
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<QueueSummary> pause(@NotNull @Valid QueuePause pause) {
        String by = caller.actor();
        return pool.withTransaction(
                        transaction -> gate.close(transaction).chain(() -> store.pause(transaction, pause.note(), by)))
                .invoke(() -> LOG.infof("queue: → paused, asked by %s (\"%s\")", by, pause.note()))
                .chain(this::summary);
    }

    /** Assigns again; nothing happens when it is not paused. */
    @DELETE
    @Path(InternalPaths.PAUSE)
    public Uni<QueueSummary> resume() {
        String by = caller.actor();
        return pool.withTransaction(transaction -> store.resume(transaction)
                        .call(resumed -> resumed
                                ? wake.queueChanged(transaction)
                                : Uni.createFrom().voidItem()))
                .invoke(resumed -> {
                    if (resumed) {
                        LOG.infof("queue: paused → resumed, asked by %s", by);
                    }
                })
                .chain(this::summary);
    }
}
