package io.sluice.service.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a database that can't write at present from one that refuses what it is given. The one place that knows which is
 * which; what is neither for certain is no outage here.
 */
public final class Outage {
    private static final int MAX_CAUSE_DEPTH = 20;

    /**
     * Classes of SQLSTATE in which no content is at fault: 08 connection, 0A a plan that the schema has outlived, 25 read-only
     * after a failover or ended while idle, 26 a statement that the server has forgotten, 40 deadlock and serialization, 53
     * disk, memory or connections used up, 55 locked or in recovery, 57 stopped or canceled by a timeout, 58 I/O.
     */
    private static final Set<String> CLASSES = Set.of("08", "0A", "25", "26", "40", "53", "55", "57", "58");

    private Outage() {}

    /** Whether the same may be written by a later try. */
    public static boolean isOne(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSE_DEPTH; depth++) {
            if (cause instanceof DatabaseException refusal) {
                return isOne(refusal.getSqlState());
            }
            // Hibernate keeps the driver's state in one of these, and not the driver's refusal itself.
            if (cause instanceof SQLException refusal && refusal.getSQLState() != null) {
                return isOne(refusal.getSQLState());
            }
            if (isNoAnswer(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Whether this failure itself, its causes aside, says that nobody answered. */
    public static boolean isNoAnswer(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof VertxException
                // A statement for a connection that has just closed: "Connection is not active now".
                || failure instanceof NoStackTraceThrowable
                || failure instanceof TimeoutException
                || failure instanceof io.smallrye.mutiny.TimeoutException;
    }

    private static boolean isOne(@Nullable String sqlState) {
        return sqlState != null && sqlState.length() == 5 && CLASSES.contains(sqlState.substring(0, 2));
    }
}
