package io.sluice.service.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolLimitsStoreTest {
    private final TestDatabase database = TestDatabase.create("limits");
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aLongStatementIsPreparedOnce() {
        PgConnectOptions options = database.connectOptions();
        options.setCachePreparedStatements(true);
        Pool pool = Pool.newInstance(PoolLimits.pool(vertx, new PoolOptions().setMaxSize(1), List.of(options)));
        String statement = "select 1 as long" + " ".repeat(10_000);

        int kept = pool.withConnection(connection -> execute(connection, statement)
                        .chain(() -> execute(connection, statement))
                        .chain(() -> execute(
                                connection,
                                "select count(*)::int as kept from pg_prepared_statements where statement like '%as long%'"
                                        + " and statement not like '%pg_prepared_statements%'")))
                .await()
                .indefinitely();

        assertThat(kept).isEqualTo(1);
    }

    private static Uni<Integer> execute(SqlConnection connection, String statement) {
        return connection
                .preparedQuery(statement)
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
