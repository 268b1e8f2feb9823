package io.sluice.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.test.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With one connection, so that one that is not given back is missed at once. */
class TransactionsStoreTest {
    private final TestDatabase database = TestDatabase.create("transactions");
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool = Pool.newInstance(
            PoolLimits.pool(vertx, new PoolOptions().setMaxSize(1), List.of(database.connectOptions())));

    @BeforeEach
    void table() {
        await(execute(pool, "create table written (what text)"));
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theOpeningIsInTheTransaction() {
        String locked = await(Transactions.openedBy(
                pool,
                transaction -> text(transaction, "select pg_advisory_xact_lock(1), pg_current_xact_id()::text as told"),
                (transaction, opened) -> text(transaction, "select pg_current_xact_id()::text as told")
                        .map(now -> opened + " " + now)));

        assertThat(locked.split(" ")).hasSize(2);
        assertThat(locked.split(" ")[0]).isEqualTo(locked.split(" ")[1]);
        assertThat(await(text(pool, "select count(*)::text as told from pg_locks where locktype = 'advisory'")))
                .isEqualTo("0");
    }

    @Test
    void theWorkIsCommitted() {
        String answer = await(open((transaction, opened) -> write(transaction).replaceWith("done")));

        assertThat(answer).isEqualTo("done");
        assertThat(written()).isEqualTo("1");
    }

    @Test
    void nothingIsWrittenWhenTheWorkFails() {
        assertThatThrownBy(() -> await(open((transaction, opened) -> write(transaction)
                        .chain(() -> Uni.createFrom().<String>failure(new IllegalStateException("mine"))))))
                .hasMessageContaining("mine");

        assertThat(written()).isEqualTo("0");
    }

    @Test
    void nothingIsWrittenWhenTheWorkThrows() {
        assertThatThrownBy(() -> await(open((transaction, opened) -> {
                    throw new IllegalStateException("mine");
                })))
                .hasMessageContaining("mine");

        assertThat(written()).isEqualTo("0");
    }

    @Test
    void theWorkIsNotDoneWhenTheOpeningFails() {
        assertThatThrownBy(() -> await(Transactions.openedBy(
                        pool,
                        transaction -> text(transaction, "select 1 / 0"),
                        (transaction, opened) -> write(transaction))))
                .hasMessageContaining("division by zero");

        assertThat(written()).isEqualTo("0");
    }

    @Test
    void theWorkIsNotDoneWhenTheOpeningThrows() {
        Function<SqlConnection, Uni<String>> opening = transaction -> {
            throw new IllegalStateException("mine");
        };

        assertThatThrownBy(
                        () -> await(Transactions.openedBy(pool, opening, (transaction, opened) -> write(transaction))))
                .hasMessageContaining("mine");

        assertThat(written()).isEqualTo("0");
    }

    @Test
    void whoeverGivesUpLeavesItToItsEnd() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        Cancellable waiting = open((transaction, opened) -> write(transaction)
                        .invoke(working::countDown)
                        .chain(() -> text(transaction, "select pg_sleep(0.2)::text as told")))
                .subscribe()
                .with(done -> {});
        working.await();

        waiting.cancel();

        // Waits for the one connection.
        assertThat(written()).isEqualTo("1");
    }

    @Test
    void whatFollowsACommitFollowsNoRollback() {
        List<String> followed = new CopyOnWriteArrayList<>();
        assertThatThrownBy(() -> await(open((transaction, opened) -> {
                    Transactions.onceCommitted(transaction, () -> followed.add("rollback"));
                    return Uni.createFrom().failure(new IllegalStateException("mine"));
                })))
                .hasMessageContaining("mine");

        await(open((transaction, opened) -> {
            Transactions.onceCommitted(transaction, () -> followed.add("commit"));
            return write(transaction).invoke(() -> followed.add("write"));
        }));

        assertThat(followed).containsExactly("write", "commit");
    }

    @Test
    void nothingFollowsWhereThereIsNoTransaction() {
        assertThatThrownBy(() -> await(pool.withConnection(connection -> {
                    Transactions.onceCommitted(connection, () -> {});
                    return Uni.createFrom().voidItem();
                })))
                .hasMessageContaining("no transaction");
    }

    @Test
    void theSecondSeesWhatTheFirstDid() {
        String seen = await(open((transaction, opened) -> Transactions.together(
                write(transaction), text(transaction, "select count(*)::text as told from written"))));

        assertThat(seen).isEqualTo("1");
    }

    @Test
    void theFailureOfTheFirstIsTold() {
        assertThatThrownBy(() -> await(open((transaction, opened) ->
                        Transactions.together(text(transaction, "select 1 / 0"), write(transaction)))))
                .hasMessageContaining("division by zero");

        assertThat(written()).isEqualTo("0");
    }

    private <T> Uni<T> open(BiFunction<SqlConnection, String, Uni<T>> work) {
        return Transactions.openedBy(pool, transaction -> text(transaction, "select 'opened' as told"), work);
    }

    private String written() {
        return await(text(pool, "select count(*)::text as told from written"));
    }

    private static Uni<String> write(SqlClient client) {
        return execute(client, "insert into written values ('this')").replaceWith("written");
    }

    private static Uni<String> text(SqlClient client, String statement) {
        return execute(client, statement).map(rows -> rows.iterator().next().getString("told"));
    }

    private static Uni<RowSet<Row>> execute(SqlClient client, String statement) {
        return client.preparedQuery(statement).execute();
    }

    private static <T> T await(Uni<T> work) {
        return work.await().indefinitely();
    }
}
