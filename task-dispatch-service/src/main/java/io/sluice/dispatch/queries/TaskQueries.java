package io.sluice.dispatch.queries;

import io.sluice.contracts.Json;
import io.sluice.contracts.Reason;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.task.TaskColumns;
import io.sluice.dispatch.waiting.Needs;
import io.sluice.dispatch.waiting.WaitReasons;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads tasks, live and ended, as one. Each answer is of one moment: one statement reads both sides, so that a task that ends
 * meanwhile is seen on the one or on the other.
 */
@Singleton
public final class TaskQueries {

    private static final String FIND =
            """
            select %s, %s,
                (select jsonb_agg(to_jsonb(x) order by x.attempt) from (
                    select attempt, node, epoch, state, assigned_at, started_at, null::timestamptz as ended_at,
                           null::integer as exit_code, null::text as reason_code, null::text as reason_text,
                           reconnecting_since is not null as reconnecting, 0 as refused_reports
                    from attempt where task_id = $1
                    union all
                    select attempt, node, epoch, state, assigned_at, started_at, ended_at,
                           exit_code, reason_code, reason_text, false, refused_reports
                    from attempt_history where task_id = $1) x) as attempts
            from (
                select %s from task t %s where t.id = $1
                union all
                select %s from task_history h where h.id = $1) v""".formatted(TaskColumns.VIEW, TaskRows.SHOWN, TaskColumns.LIVE, TaskRows.LIVE_JOINS, TaskColumns.ENDED);

    private static final String SUBMISSION = """
            select submission from task_spec where task_id = $1
            union all
            select submission from task_history where id = $1""";

    private final WaitReasons waiting;

    TaskQueries(WaitReasons waiting) {
        this.waiting = waiting;
    }

    /** The task with its attempts, as it is at one moment; also inside a transaction that has changed it. */
    public Uni<Optional<TaskView>> find(SqlClient client, UUID id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .chain(rows -> views(client, rows).map(views -> views.stream().findFirst()));
    }

    /** A page of tasks, newest first, without their attempts. */
    Uni<TaskPage> list(SqlClient client, TaskFilter filter) {
        TaskListStatement statement = TaskListStatement.of(filter);
        return client.preparedQuery(statement.sql())
                .execute(statement.parameters())
                .chain(rows -> views(client, rows))
                .map(views -> page(views, filter.limit()));
    }

    /** The task as it was submitted, with its environment and input. */
    Uni<Optional<TaskSubmission>> submission(SqlClient client, UUID id) {
        return client.preparedQuery(SUBMISSION)
                .execute(Tuple.of(id))
                .map(rows -> Rows.first(
                        rows, row -> Json.stored(row.getJsonObject("submission").encode(), TaskSubmission.class)));
    }

    /** The fleet is read only for tasks that wait. */
    private Uni<List<TaskView>> views(SqlClient client, RowSet<Row> rows) {
        boolean anyWaits = false;
        for (Row row : rows) {
            anyWaits |= TaskState.QUEUED.name().equals(row.getString("state"));
        }
        return anyWaits
                ? waiting.current(client).map(reasons -> views(rows, reasons))
                : Uni.createFrom().item(views(rows, needs -> {
                    throw new IllegalStateException("no task waits");
                }));
    }

    private static List<TaskView> views(RowSet<Row> rows, Function<Needs, Reason> reasons) {
        return Rows.list(rows, row -> TaskRows.read(row, reasons));
    }

    private static TaskPage page(List<TaskView> oneMore, int limit) {
        if (oneMore.size() <= limit) {
            return new TaskPage(oneMore, null);
        }
        List<TaskView> items = oneMore.subList(0, limit);
        return new TaskPage(items, TaskFilter.cursor(items.get(limit - 1).id()));
    }
}
