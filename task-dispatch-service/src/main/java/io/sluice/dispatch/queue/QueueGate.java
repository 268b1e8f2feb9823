package io.sluice.dispatch.queue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;

/**
 * What claims go through, any number at once, and what a pause closes: it waits for the claims that are inside, and those
 * that come after it wait for its commit. Not a lock on the row of the queue, since claims that come and go all the time
 * would never let a pause in.
 */
@Singleton
public class QueueGate {
    private static final String LOCK = "(hashtext('sluice queue gate'))";

    /** A claim is inside until its transaction ends. Whether the queue is paused is to be read by a later statement. */
    public Uni<Void> enter(SqlConnection transaction) {
        return transaction
                .preparedQuery("select pg_advisory_xact_lock_shared" + LOCK)
                .execute()
                .replaceWithVoid();
    }

    /** No claim is inside until the transaction ends. */
    Uni<Void> close(SqlConnection transaction) {
        return transaction
                .preparedQuery("select pg_advisory_xact_lock" + LOCK)
                .execute()
                .replaceWithVoid();
    }
}
