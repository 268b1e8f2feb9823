package io.sluice.dispatch.wake;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.service.loop.Loop;
import io.sluice.service.loop.Next;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which this replica hears the others. It is one of the pool, kept. When it is lost another takes its
 * place, after a pause that grows to 5 s, and everything is woken once, since something may have been missed.
 */
@Singleton
class WakeConnection {
    /** A connection that died without a word is found out by asking. */
    private static final Duration ASKED_EVERY = Duration.ofSeconds(15);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(100);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(WakeConnection.class);

    private final Vertx vertx;
    private final Pool pool;
    private final Wake wake;

    private final Loop loop;

    // Guarded by this.
    private @Nullable SqlConnection current;
    private boolean stopping;

    WakeConnection(Vertx vertx, Pool pool, Wake wake) {
        this.vertx = vertx;
        this.pool = pool;
        this.wake = wake;
        RepeatedFailure failure = new RepeatedFailure(
                LOG, "listening to the other replicas fails", "listening to the other replicas works again");
        this.loop = new Loop(vertx, Loop.Pace.of(RECONNECT_DELAY, CONNECT_TIMEOUT), failure, this::connectOnce);
    }

    void start(@Observes StartupEvent event) {
        connect();
        vertx.setPeriodic(ASKED_EVERY.toMillis(), timer -> ask());
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    /** Hears the others from some moment soon on, until it is closed. */
    void connect() {
        loop.start();
    }

    private Uni<Next> connectOnce() {
        return connection()
                .chain(connection -> listen(connection)
                        .onFailure()
                        .invoke(() -> release(connection))
                        .onCancellation()
                        .invoke(() -> release(connection)))
                .invoke(this::connected)
                .replaceWith(Next.whenWoken());
    }

    /** One that comes after its round was given up goes back to the pool. */
    private Uni<SqlConnection> connection() {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean isOver = new AtomicBoolean();
            emitter.onTermination(() -> isOver.set(true));
            pool.getConnection()
                    .subscribe()
                    .with(
                            connection -> {
                                if (isOver.get()) {
                                    release(connection);
                                } else {
                                    emitter.complete(connection);
                                }
                            },
                            emitter::fail);
        });
    }

    /** Hears nobody any more. */
    void close() {
        SqlConnection last;
        synchronized (this) {
            stopping = true;
            loop.stop();
            last = current;
            current = null;
        }
        if (last != null) {
            release(last);
        }
    }

    /** The pool may give it to somebody else, who does not listen. */
    private static void release(SqlConnection connection) {
        connection
                .query("unlisten *")
                .execute()
                .onItemOrFailure()
                .call((done, failure) -> connection.close())
                .subscribe()
                .with(closed -> {}, failure -> LOG.debugf("not closed: %s", failure));
    }

    private Uni<SqlConnection> listen(SqlConnection connection) {
        PgConnection postgres = PgConnection.cast(connection.getDelegate());
        postgres.notificationHandler(notification -> wake.heard(notification.getPayload()));
        postgres.exceptionHandler(failure -> LOG.debugf("the connection on which replicas are heard: %s", failure));
        postgres.closeHandler(closed -> lost(connection));
        return connection.query("listen " + WakeMessage.CHANNEL).execute().replaceWith(connection);
    }

    private void connected(SqlConnection connection) {
        SqlConnection notNeeded;
        synchronized (this) {
            notNeeded = stopping ? connection : current;
            current = stopping ? null : connection;
        }
        if (notNeeded != null) {
            release(notNeeded);
        }
        if (notNeeded != connection) {
            wake.wakeAll();
        }
    }

    private void lost(SqlConnection connection) {
        synchronized (this) {
            if (stopping || current != connection) {
                return;
            }
            current = null;
        }
        LOG.info("the connection on which the other replicas are heard was closed; connecting again");
        loop.wake();
    }

    private void ask() {
        Optional<SqlConnection> asked;
        synchronized (this) {
            asked = Optional.ofNullable(current);
        }
        asked.ifPresent(connection -> connection
                .query("select 1")
                .execute()
                .ifNoItem()
                .after(ANSWER_TIMEOUT)
                .fail()
                .subscribe()
                .with(answer -> {}, failure -> {
                    lost(connection);
                    connection.close().subscribe().with(closed -> {}, alreadyClosed -> {});
                }));
    }
}
