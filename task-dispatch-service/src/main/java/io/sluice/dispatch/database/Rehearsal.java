package io.sluice.dispatch.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;

/** Writes something to see whether it could be written, and takes it back. */
public final class Rehearsal {
    private Rehearsal() {}

    /** Fails as the work does; nothing of it stays. */
    public static Uni<Void> of(Pool pool, Function<SqlConnection, Uni<?>> work) {
        return pool.withTransaction(transaction ->
                        work.apply(transaction).chain(() -> Uni.createFrom().<Void>failure(new Over())))
                .onFailure(Over.class)
                .recoverWithNull();
    }

    /** Makes the transaction roll back. */
    private static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Over() {
            super("it went well, and is rolled back", null, false, false);
        }
    }
}
