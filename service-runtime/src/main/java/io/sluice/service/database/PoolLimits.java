package io.sluice.service.database;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.util.List;

/**
 * What bounds the waiting for a database. Who needs a connection waits in a queue of bounded length, and keeps the time
 * itself. The pool does not: when its own time for a waiter runs out just as a connection becomes free, it gives the
 * connection to that waiter all the same and never gets it back, until it has none left (Vert.x 4.5, the state of a waiter
 * that leaves the queue). All waiters' times ran out together half a minute after a database had gone, and that is when it
 * came back.
 */
public final class PoolLimits {
    /** More would wait longer than any caller does. Past it a call fails at once, as an {@link Outage}. */
    private static final int MAX_WAITING = 2_000;

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    /** The client's own limit is 2,048: the longest statements, which cost most to plan, were planned each time. */
    private static final int MAX_CACHED_STATEMENT_CHARS = 32_768;

    private static final int NO_TIMEOUT = 0;

    private PoolLimits() {}

    /**
     * A pool with these limits. A server that is gone without a word is found out.
     *
     * @param options all else of the pool; changed by this
     * @param servers where the database may be; changed by this
     */
    public static Pool pool(Vertx vertx, PoolOptions options, List<PgConnectOptions> servers) {
        servers.forEach(server -> server.setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpKeepAlive(true)
                .setPreparedStatementCacheSqlLimit(MAX_CACHED_STATEMENT_CHARS));
        return PgBuilder.pool()
                .with(options.setConnectionTimeout(NO_TIMEOUT).setMaxWaitQueueSize(MAX_WAITING))
                .connectingTo(List.<SqlConnectOptions>copyOf(servers))
                .using(vertx)
                .build();
    }
}
