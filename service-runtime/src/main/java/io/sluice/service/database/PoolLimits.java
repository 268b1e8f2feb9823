package io.sluice.service.database;

import io.vertx.core.net.NetClientOptions;
import io.vertx.sqlclient.PoolOptions;

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
    private static final int NO_TIMEOUT = 0;

    private PoolLimits() {}

    /** Sets the limits of a pool. */
    public static PoolOptions of(PoolOptions pool) {
        return pool.setConnectionTimeout(NO_TIMEOUT).setMaxWaitQueueSize(MAX_WAITING);
    }

    /** Sets the limits of one of its connections: a peer that is gone without a word is found out. */
    public static void of(NetClientOptions connection) {
        connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS).setTcpKeepAlive(true);
    }
}
