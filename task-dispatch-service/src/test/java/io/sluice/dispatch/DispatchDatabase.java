package io.sluice.dispatch;

import io.sluice.test.Races;
import io.sluice.test.TestDatabase;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL with dispatch's schema and the partitions of these days, for store tests. Shared by all of them; each begins with empty tables. */
public final class DispatchDatabase {
    /** Of the pool. */
    public static final int CONNECTIONS = 8;

    private static final String WAITING =
            "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static DispatchDatabase shared;
    private static DispatchDatabase application;

    private final PgConnectOptions options;
    private final Vertx vertx;
    private final Pool pool;

    private DispatchDatabase(PgConnectOptions options) {
        this.options = options;
        vertx = Vertx.vertx();
        pool = Pool.newInstance(PgBuilder.pool()
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .using(vertx)
                .build());
        Runtime.getRuntime().addShutdownHook(new Thread(vertx::close));
    }

    /** The database, its tables emptied. */
    public static synchronized DispatchDatabase empty() {
        if (shared == null) {
            TestDatabase database = TestDatabase.create("dispatch");
            Flyway.configure()
                    .dataSource(database.jdbcUrl(), database.user(), database.password())
                    .load()
                    .migrate();
            shared = new DispatchDatabase(options(database.reactiveUrl(), database.user(), database.password()));
        }
        shared.run("""
                truncate node_admission, node_lease, task, task_spec, task_selector, attempt, wait_passage,
                    idempotency_key, task_history, attempt_history, task_log, ended_minute, node_minute, outbox,
                    queue_state, calm
                    restart identity;
                insert into queue_state default values;
                insert into calm default values""");
        return shared;
    }

    /** That of the application under test, as it is: what a component test can't bring about otherwise. */
    public static synchronized DispatchDatabase ofApplication() {
        if (application == null) {
            Config config = ConfigProvider.getConfig();
            application = new DispatchDatabase(options(
                    config.getValue("quarkus.datasource.reactive.url", String.class),
                    config.getValue("quarkus.datasource.username", String.class),
                    config.getValue("quarkus.datasource.password", String.class)));
        }
        return application;
    }

    private static PgConnectOptions options(String url, String user, String password) {
        return PgConnectOptions.fromUri(url).setUser(user).setPassword(password);
    }

    public Pool pool() {
        return pool;
    }

    /** For what needs a loop of its own. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Does it in one turn of the loop. No timer that is set meanwhile expires before its end, so that what comes in it
     * comes together, however slow the machine is.
     */
    public <T> T inOneTurn(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> vertx.runOnContext(turn -> task.run()))
                .join();
    }

    /** For what connects by itself. */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }

    /** Does it in one transaction and commits. */
    public <T> T inTransaction(Function<SqlConnection, Uni<T>> work) {
        return await(pool.withTransaction(work));
    }

    /** Runs statements that answer nothing of interest. */
    public void run(String sql) {
        await(pool.query(sql).execute());
    }

    public List<Row> rows(String sql) {
        List<Row> rows = new ArrayList<>();
        await(pool.query(sql).execute()).forEach(rows::add);
        return rows;
    }

    /** The one row that this must answer. */
    public Row row(String sql) {
        List<Row> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows instead of one from " + sql);
        }
        return rows.get(0);
    }

    public long count(String from) {
        return row("select count(*) as n from " + from).getLong("n");
    }

    /** A second connection, with a transaction that the test itself ends. */
    public OpenTransaction begin() {
        SqlConnection connection = await(pool.getConnection());
        return new OpenTransaction(connection, await(connection.begin()));
    }

    /** Waits until some connection waits for a lock, so that a race is certain to be one. */
    public void awaitBlocked() {
        org.awaitility.Awaitility.await("a connection waits for a lock")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> count(WAITING) > 0);
    }

    /** A race of connections of this database. */
    public Races races() {
        return new Races(() -> (int) count(WAITING), () -> run("update node_lease set renewed_at = clock_timestamp()"));
    }

    /** Does it and keeps the locks that it takes until what is answered is run. */
    public Runnable hold(String sql) {
        OpenTransaction transaction = begin();
        await(transaction.connection().query(sql).execute());
        return transaction::rollback;
    }

    public record OpenTransaction(SqlConnection connection, Transaction transaction) {
        public void commit() {
            DispatchDatabase.await(transaction.commit());
            DispatchDatabase.await(connection.close());
        }

        public void rollback() {
            DispatchDatabase.await(transaction.rollback());
            DispatchDatabase.await(connection.close());
        }
    }
}
