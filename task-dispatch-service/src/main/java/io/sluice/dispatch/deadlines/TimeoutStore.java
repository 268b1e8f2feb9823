package io.sluice.dispatch.deadlines;

import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/** Finds what runs past its timeout, by the database's clock. */
@Singleton
final class TimeoutStore {
    private static final String STOP_OVERDUE = """
            with overdue as (
                select t.id from attempt a join task t on t.id = any(array[a.task_id])
                where a.state = 'RUNNING' and a.stop_cause is null
                    and a.started_at <= clock_timestamp() - (t.timeout_millis + $1) * interval '1 millisecond'
                order by a.task_id limit $2
                for update of t skip locked
            )
            update attempt a set stop_cause = 'TIMEOUT', stop_by = 'sluice'
            from overdue where a.task_id = any(array[overdue.id]) and a.state = 'RUNNING' and a.stop_cause is null
            returning a.node, a.task_id, a.attempt""";

    private final long graceMillis;

    TimeoutStore(AttemptsConfig config) {
        this.graceMillis = config.timeoutGrace().toMillis();
    }

    /** The nodes that have to end some of the attempts that are overdue; one entry for each attempt. */
    Uni<List<String>> stopOverdue(SqlConnection transaction, int most) {
        return transaction
                .preparedQuery(STOP_OVERDUE)
                .execute(Tuple.of(graceMillis, most))
                .map(rows -> Rows.list(rows, row -> row.getString("node")));
    }
}
