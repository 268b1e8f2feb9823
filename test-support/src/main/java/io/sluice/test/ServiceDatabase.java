package io.sluice.test;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;

/**
 * A real PostgreSQL with the schema of a service and the reactive client, for store tests. A service extends it by what is
 * its own: the tables that each test begins with empty.
 */
public abstract class ServiceDatabase {
    /** Of the pool. */
    public static final int CONNECTIONS = 8;

    private static final String WAITING =
            "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final PgConnectOptions options;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;

    /** A new database whose name begins so, with the migrations that are on the class path. */
    protected ServiceDatabase(String name) {
        this(name, Map.of());
    }

    /**
     * The same with sessions that have these settings.
     *
     * @param session settings of PostgreSQL, such as those that the service gives its own sessions
     */
    protected ServiceDatabase(String name, Map<String, String> session) {
        this(migrated(TestDatabase.create(name), session));
    }

    /** One that is there, as it is. */
    protected ServiceDatabase(PgConnectOptions options) {
        this.options = options;
        pool = Pool.newInstance(PgBuilder.pool()
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .using(vertx)
                .build());
        Runtime.getRuntime().addShutdownHook(new Thread(vertx::close));
    }

    private static PgConnectOptions migrated(TestDatabase database, Map<String, String> session) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
        PgConnectOptions options = database.connectOptions();
        session.forEach(options::addProperty);
        return options;
    }

    public final Pool pool() {
        return pool;
    }

    /**
     * The statistics of tables and indexes hold what every session has done: each keeps its own for up to ten seconds. All sessions
     * are asked at the same time, so that no two answers are of one.
     */
    public final void writeStatistics() {
        await(Uni.join()
                .all(IntStream.range(0, CONNECTIONS)
                        .mapToObj(session -> pool.query("select pg_stat_force_next_flush(), pg_sleep(0.2)")
                                .execute())
                        .toList())
                .andFailFast());
    }

    /** For what needs a loop of its own. */
    public final Vertx vertx() {
        return vertx;
    }

    /** For what connects by itself. */
    public final PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    /**
     * Does it in one turn of the loop. No timer that is set meanwhile expires before its end, so that what comes in it
     * comes together, however slow the machine is.
     */
    public final <T> T inOneTurn(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> vertx.runOnContext(turn -> task.run()))
                .join();
    }

    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }

    /** Does it in one transaction and commits. */
    public final <T> T inTransaction(Function<SqlConnection, Uni<T>> work) {
        return await(pool.withTransaction(work));
    }

    /** Runs statements that answer nothing of interest. */
    public final void run(String sql) {
        await(pool.query(sql).execute());
    }

    public final List<Row> rows(String sql) {
        List<Row> rows = new ArrayList<>();
        await(pool.query(sql).execute()).forEach(rows::add);
        return rows;
    }

    /** The one row that this must answer. */
    public final Row row(String sql) {
        List<Row> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows instead of one from " + sql);
        }
        return rows.get(0);
    }

    public final long count(String from) {
        return row("select count(*) as n from " + from).getLong("n");
    }

    /** A second connection, with a transaction that the test itself ends. */
    public final OpenTransaction begin() {
        SqlConnection connection = await(pool.getConnection());
        return new OpenTransaction(connection, await(connection.begin()));
    }

    /** Does it and keeps the locks that it takes until what is answered is run. */
    public final Runnable hold(String sql) {
        OpenTransaction transaction = begin();
        await(transaction.connection().query(sql).execute());
        return transaction::rollback;
    }

    /** How many connections wait for a lock. */
    protected final int waiting() {
        return (int) count(WAITING);
    }

    /** Waits until some connection waits for a lock, so that a race is certain to be one. */
    public final void awaitBlocked() {
        Awaitility.await("a connection waits for a lock")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> waiting() > 0);
    }

    /** A race of connections of this database. */
    public Races races() {
        return new Races(this::waiting);
    }

    /** A transaction that the test ends. */
    public record OpenTransaction(SqlConnection connection, Transaction transaction) {
        public void commit() {
            await(transaction.commit());
            await(connection.close());
        }

        public void rollback() {
            await(transaction.rollback());
            await(connection.close());
        }
    }
}
