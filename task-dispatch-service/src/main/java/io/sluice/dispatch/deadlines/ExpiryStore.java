package io.sluice.dispatch.deadlines;

import io.sluice.contracts.Timespan;
import io.sluice.dispatch.attempts.QueuedEnd;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds what waits past its queue limit, in queue time. */
@Singleton
final class ExpiryStore {
    // Read once for the statement: a function that is called for each row keeps the index from being used.
    // That there is a queue limit, which every task has, is said for the index too.
    private static final String LOCK_OVERDUE = """
            select t.id, t.queue_limit_millis,
                case when t.attempt > 0 and t.attempt = (
                    select count(*) from attempt_history h
                    where h.task_id = t.id and h.state = 'LOST' and h.reason_code = 'NOT_STARTED')
                    then 0 else t.attempt end as begun
            from task t
            where t.state = 'QUEUED' and t.queue_limit_millis > 0 and t.expires_at <= (select queue_clock())
                and not exists (select from queue_state where paused_since is not null)
            order by t.expires_at limit $1
            for update of t skip locked""";

    private static final String NEXT_DUE = """
            select extract(epoch from (
                    select expires_at from task where state = 'QUEUED' and queue_limit_millis > 0
                    order by expires_at limit 1) - queue_clock())
                * 1000 as millis
            from queue_state where paused_since is null""";

    /** Some of the tasks that wait past their limit, locked. */
    Uni<List<QueuedEnd>> lockOverdue(SqlConnection transaction, int most) {
        return transaction
                .preparedQuery(LOCK_OVERDUE)
                .execute(Tuple.of(most))
                .map(rows -> Rows.list(
                        rows,
                        row -> ExpiryPolicy.onLimit(
                                row.getUUID("id"),
                                row.getInteger("begun"),
                                Timespan.ofMillis(row.getLong("queue_limit_millis")))));
    }

    /** How long until the first task reaches its limit; negative when one has; empty when nothing waits or time stands still. */
    Uni<Optional<Duration>> nextDue(SqlClient client) {
        return client.preparedQuery(NEXT_DUE).execute().map(rows -> {
            Double millis = rows.rowCount() == 0 ? null : rows.iterator().next().getDouble("millis");
            return millis == null ? Optional.empty() : Optional.of(Duration.ofMillis(millis.longValue()));
        });
    }
}
