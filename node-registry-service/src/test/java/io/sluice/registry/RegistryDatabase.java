package io.sluice.registry;

import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterRequest;
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
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL with the registry's schema, for store tests. Shared by all of them; each test begins with empty tables. */
public final class RegistryDatabase {
    private static final String WAITING =
            "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static RegistryDatabase shared;

    private final Pool pool;

    private RegistryDatabase() {
        TestDatabase database = TestDatabase.create("registry");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
        pool = Pool.newInstance(PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(database.reactiveUrl())
                        .setUser(database.user())
                        .setPassword(database.password()))
                .with(new PoolOptions().setMaxSize(8))
                .using(Vertx.vertx())
                .build());
    }

    /** The database, its tables emptied. */
    public static synchronized RegistryDatabase empty() {
        if (shared == null) {
            shared = new RegistryDatabase();
        }
        shared.run("truncate node, past_incarnation, audit, outbox");
        return shared;
    }

    public Pool pool() {
        return pool;
    }

    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }

    /** Runs one statement that answers nothing of interest. */
    public void run(String sql) {
        await(pool.query(sql).execute());
    }

    public List<Row> rows(String sql) {
        List<Row> rows = new ArrayList<>();
        await(pool.query(sql).execute()).forEach(rows::add);
        return rows;
    }

    public long count(String from) {
        return rows("select count(*) as n from " + from).get(0).getLong("n");
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
        return new Races(() -> (int) count(WAITING));
    }

    /** Does it and keeps the locks that it takes until what is answered is run. */
    public Runnable hold(String sql) {
        OpenTransaction transaction = begin();
        await(transaction.connection().query(sql).execute());
        return transaction::rollback;
    }

    public record OpenTransaction(SqlConnection connection, Transaction transaction) {
        public void commit() {
            RegistryDatabase.await(transaction.commit());
            RegistryDatabase.await(connection.close());
        }

        public void rollback() {
            RegistryDatabase.await(transaction.rollback());
            RegistryDatabase.await(connection.close());
        }
    }

    /** A registration of an agent of cap 5. */
    public static RegisterRequest registration(String name, UUID incarnation) {
        return registration(name, incarnation, 5);
    }

    public static RegisterRequest registration(String name, UUID incarnation, int cap) {
        return new RegisterRequest(
                new NodeName(name),
                NodeKind.AGENT,
                incarnation,
                "1.0",
                Map.of("zone", "a"),
                cap,
                Map.of("host", "h"),
                null);
    }
}
