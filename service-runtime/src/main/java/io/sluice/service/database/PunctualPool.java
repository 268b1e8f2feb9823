package io.sluice.service.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A pool in which work on a connection begins in time or not at all. Since the pool itself ends no wait (see
 * {@link PoolLimits}), work that waited while the database was away would be done when it is back, long after its caller was
 * told that it may not have been done, and has turned to something else. A single statement that is given to the pool itself has
 * no such limit: that is for reads, and for what may be done late.
 */
public final class PunctualPool extends Pool {
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Duration maxWait;

    /** Of the connections of this pool, for which work waits 10 s at most. */
    public PunctualPool(io.vertx.sqlclient.Pool connections) {
        this(connections, MAX_WAIT);
    }

    PunctualPool(io.vertx.sqlclient.Pool connections, Duration maxWait) {
        super(connections);
        this.maxWait = maxWait;
    }

    /** Fails, and does no work, when it waited too long for its connection. */
    @Override
    public <T> Uni<T> withTransaction(Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> super.withTransaction(inTime(work)));
    }

    /** Fails, and does no work, when it waited too long for its connection. */
    @Override
    public <T> Uni<T> withConnection(Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> super.withConnection(inTime(work)));
    }

    private <T> Function<SqlConnection, Uni<T>> inTime(Function<SqlConnection, Uni<T>> work) {
        long asked = System.nanoTime();
        return connection -> System.nanoTime() - asked <= maxWait.toNanos()
                ? work.apply(connection)
                : Uni.createFrom().failure(new TimeoutException("no connection to the database within " + maxWait));
    }
}
