package io.sluice.service.database;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A pool in which work on a connection begins in time or not at all. Since the pool itself ends no wait (see
 * {@link PoolLimits}), work that waited while the database was away would be done when it is back, long after its caller was
 * told that it may not have been done, and has turned to something else. A single statement that is given to the pool itself has
 * no such limit: that is for reads, and for what may be done late. Hibernate's sessions take their connections here too.
 */
@SuppressWarnings("deprecation") // Quarkus asks for a PgPool, and makes no bean of another type.
public final class PunctualPool implements PgPool {
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final Pool connections;
    private final Duration maxWait;

    /** Of the connections of this pool, for which work waits 10 s at most. */
    public PunctualPool(Pool connections) {
        this(connections, MAX_WAIT);
    }

    PunctualPool(Pool connections, Duration maxWait) {
        this.connections = connections;
        this.maxWait = maxWait;
    }

    /** Fails, and gives the connection back, when it came too late. All work on a connection or in a transaction begins here. */
    @Override
    public Future<SqlConnection> getConnection() {
        long asked = System.nanoTime();
        return connections
                .getConnection()
                .compose(connection -> System.nanoTime() - asked <= maxWait.toNanos()
                        ? Future.succeededFuture(connection)
                        : connection
                                .close()
                                .transform(closed -> Future.failedFuture(
                                        new TimeoutException("no connection to the database within " + maxWait))));
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return connections.query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return connections.preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return connections.preparedQuery(sql, options);
    }

    @Override
    public PgPool connectHandler(Handler<SqlConnection> handler) {
        connections.connectHandler(handler);
        return this;
    }

    @Override
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        connections.connectionProvider(provider);
        return this;
    }

    @Override
    public int size() {
        return connections.size();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        connections.close(handler);
    }

    @Override
    public Future<Void> close() {
        return connections.close();
    }
}
