package io.sluice.service.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A pool whose transactions begin in time or not at all. Since the pool itself ends no wait (see {@link PoolLimits}), work
 * that waited while the database was away would be done when it is back, long after its caller was told that it may not have
 * been done, and has turned to something else.
 */
public final class PunctualPool extends Pool {
    private final Duration longestWait;

    /** Of the connections of this pool. */
    public PunctualPool(io.vertx.sqlclient.Pool connections, Duration longestWait) {
        super(connections);
        this.longestWait = longestWait;
    }

    /** Fails, without a statement, when it waited longer for its connection. */
    @Override
    public <T> Uni<T> withTransaction(Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            long asked = System.nanoTime();
            return super.withTransaction(connection -> System.nanoTime() - asked <= longestWait.toNanos()
                    ? work.apply(connection)
                    : Uni.createFrom()
                            .failure(new TimeoutException("no connection to the database within " + longestWait)));
        });
    }
}
