package io.sluice.dispatch.history;

import io.sluice.dispatch.task.QueueHead;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What tasks leave behind outside of the partitions, deleted a bounded piece at a time. */
@Singleton
final class LeftoverStore {
    private static final String CUT_KEYS = """
            delete from idempotency_key where key in (
                select key from idempotency_key where created_at < now() - $1::bigint * interval '1 second'
                order by created_at limit $2 for update skip locked)""";

    private static final String CUT_PERIODS = """
            delete from wait_passage where (selector_id, from_at) in (
                select selector_id, from_at from wait_passage where until_at < now() - $1::bigint * interval '1 second'
                order by until_at limit $2 for update skip locked)""";

    private static final String IS_UNUSED = """
            (%s) is null
            and (select 1 from task t where t.selector_id = s.id and t.state <> 'QUEUED' limit 1) is null""".formatted(QueueHead.of("1", QueueHead.QUEUED));

    private static final String LOCK_UNUSED_SELECTOR =
            "select s.id from task_selector s where " + IS_UNUSED + " limit 1 for update of s skip locked";

    /*
     * A statement of its own, with a later snapshot: intake holds the selectors of its tasks until these are committed, so
     * that now it is seen who was first. Its periods go along, since only a live task asks for them.
     */
    private static final String FORGET_SELECTOR = """
            with unused as (select s.id from task_selector s where s.id = $1 and %s),
            periods as (delete from wait_passage p using unused where p.selector_id = unused.id)
            delete from task_selector s using unused where s.id = unused.id""".formatted(IS_UNUSED);

    /** Deletes up to {@code most} idempotency keys that are older; answers how many. */
    Uni<Integer> cutKeys(SqlClient client, Duration age, int most) {
        return cut(client, CUT_KEYS, age, most);
    }

    /** Deletes up to {@code most} periods that ended longer ago; answers how many. */
    Uni<Integer> cutPeriods(SqlClient client, Duration age, int most) {
        return cut(client, CUT_PERIODS, age, most);
    }

    /** Deletes one selector that no live task uses; answers how many, 0 or 1. Costs a pass over the live tasks. */
    Uni<Integer> forgetSelector(Pool pool) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery(LOCK_UNUSED_SELECTOR)
                .execute()
                .chain(rows -> Rows.first(rows, row -> forget(transaction, row.getInteger("id")))
                        .orElse(Uni.createFrom().item(0))));
    }

    private static Uni<Integer> forget(SqlConnection transaction, int selector) {
        return transaction
                .preparedQuery(FORGET_SELECTOR)
                .execute(Tuple.of(selector))
                .map(rows -> rows.rowCount());
    }

    private static Uni<Integer> cut(SqlClient client, String sql, Duration age, int most) {
        return client.preparedQuery(sql)
                .execute(Tuple.of(age.toSeconds(), most))
                .map(rows -> rows.rowCount());
    }
}
