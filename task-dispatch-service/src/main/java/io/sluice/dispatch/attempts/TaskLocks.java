package io.sluice.dispatch.attempts;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;

/**
 * The lock of a task is the lock of its attempt too. Whoever changes a live attempt takes it first, of several tasks in the
 * order of their ids, and reads the attempt in a later statement: so none waits for another in a circle, and what is read
 * stays true until the commit. Who need not have all of them skips those that are locked.
 */
public final class TaskLocks {
    private static final String LOCK = "select from task where id = any($1) order by id for update";

    private TaskLocks() {}

    /** Waits until whoever changes these tasks is done, and keeps others out until the transaction ends. */
    public static Uni<Void> take(SqlConnection transaction, Collection<UUID> tasks) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.tuple().addArrayOfUUID(tasks.stream().distinct().toArray(UUID[]::new)))
                .replaceWithVoid();
    }
}
