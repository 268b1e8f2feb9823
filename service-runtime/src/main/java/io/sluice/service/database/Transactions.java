package io.sluice.service.database;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Statements that are sent without waiting for the answer of the one before. The connection keeps their order, so that each
 * sees what the one before it did and locked; what is saved is a wake-up of this process and one of the database's for each.
 * Source: "Pipelining" of the PostgreSQL protocol's extended query.
 */
public final class Transactions {
    private Transactions() {}

    /**
     * A transaction as {@link Pool#withTransaction(Function)} makes it, whose first statements are sent together with its
     * BEGIN.
     *
     * @param opening statements that change nothing that lasts, such as locks and reads: were BEGIN refused, they would run
     *     without a transaction before that is known, and the work would not
     * @param work what follows, given the answer of the opening; committed unless it fails
     * @return the answer of the work; a cancellation does not end the transaction, which goes on to its end
     */
    public static <O, T> Uni<T> openedBy(
            Pool pool, Function<SqlConnection, Uni<O>> opening, BiFunction<SqlConnection, O, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> UniHelper.toUni(pool.getDelegate()
                        .getConnection()
                        .compose(connection -> run(connection, opening, work).onComplete(done -> connection.close()))));
    }

    /** Answers the second, of two statements of one transaction: after a failure of the first, PostgreSQL refuses the second. */
    public static <T> Uni<T> together(Uni<?> first, Uni<T> second) {
        return Uni.combine().all().unis(first, second).with((answered, answer) -> answer);
    }

    /**
     * Does this when the connection's transaction is committed, and never when it is rolled back: of that whoever opened the
     * transaction hears.
     *
     * @param action must not block
     * @throws IllegalStateException without a transaction
     */
    public static void onceCommitted(SqlConnection connection, Runnable action) {
        Transaction transaction = connection.getDelegate().transaction();
        if (transaction == null) {
            throw new IllegalStateException("there is no transaction to be committed");
        }
        transaction.completion().onSuccess(committed -> action.run());
    }

    private static <O, T> Future<T> run(
            io.vertx.sqlclient.SqlConnection connection,
            Function<SqlConnection, Uni<O>> opening,
            BiFunction<SqlConnection, O, Uni<T>> work) {
        SqlConnection transaction = SqlConnection.newInstance(connection);
        Future<Transaction> begun = connection.begin();
        Transaction end = connection.transaction();
        Future<O> opened = UniHelper.toFuture(Uni.createFrom().deferred(() -> opening.apply(transaction)));
        return begun.compose(begin -> opened)
                .compose(opens -> UniHelper.toFuture(Uni.createFrom().deferred(() -> work.apply(transaction, opens))))
                .compose(
                        answer -> end.commit().map(answer),
                        failure -> end.rollback().transform(rolledBack -> Future.failedFuture(failure)));
    }
}
