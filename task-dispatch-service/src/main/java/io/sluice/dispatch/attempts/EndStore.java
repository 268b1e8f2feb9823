package io.sluice.dispatch.attempts;

import io.sluice.contracts.Reason;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.task.TaskColumns;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.outbox.Outbox;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves what has ended to the history, many at once, with the events that tell of it. What has ended already is left as it
 * is, so that the same end twice is one.
 *
 * <p>Whoever ends attempts holds the locks of their tasks, taken in the order of their ids: see {@link TaskLocks}.
 */
@Singleton
public final class EndStore {
    // A task whose attempt its node could not begin has never ceased to wait: its queue limit goes on.
    private static final String END_ATTEMPTS = telling("$11", """
            with ending as (
                select * from unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::text[], $6::text[], $7::bigint[],
                        $8::text[], $9::text[], $10::text[])
                    as e (task_id, attempt, end_state, exit_code, reason_code, reason_text, ran_millis,
                        task_state, task_reason_code, task_reason_text)
            ), gone as (
                delete from attempt a using ending e
                where a.task_id = any(array[e.task_id]) and a.attempt = e.attempt
                returning a.task_id, a.attempt, a.node, a.epoch, a.assigned_at, a.log_seq, a.log_bytes, a.log_truncated,
                    coalesce(a.started_at, case when e.ran_millis is not null then greatest(
                        a.assigned_at, clock_timestamp() - e.ran_millis * interval '1 millisecond') end) as started_at,
                    clock_timestamp() as ended_at, e.end_state, e.exit_code, e.reason_code, e.reason_text,
                    e.task_state, e.task_reason_code, e.task_reason_text,
                    not (e.end_state = 'LOST' and coalesce(e.reason_code, '') = 'NOT_STARTED') as began
            ), attempt_stored as (
                insert into attempt_history (task_id, attempt, node, epoch, state, assigned_at, started_at, ended_at,
                    exit_code, reason_code, reason_text, log_seq, log_bytes, log_truncated)
                select task_id, attempt, node, epoch, end_state, assigned_at, started_at, ended_at,
                    exit_code, reason_code, reason_text, log_seq, log_bytes, log_truncated
                from gone
            ), requeued as (
                update task t set state = 'QUEUED', cancel_by = null, cancel_since = null,
                    cancel_detail = null,
                    queued_at = case when g.began then g.ended_at else t.queued_at end,
                    expires_at = case when g.began
                        then queue_clock() + t.queue_limit_millis * interval '1 millisecond' else t.expires_at end
                from gone g where t.id = any(array[g.task_id]) and g.task_state = 'QUEUED'
            ), finished as (
                delete from task t using gone g
                where t.id = any(array[g.task_id]) and g.task_state <> 'QUEUED'
                returning t.*, g.task_state as end_state, g.task_reason_code as reason_code,
                    g.task_reason_text as reason_text, g.node, g.exit_code, g.assigned_at, g.started_at, g.ended_at
            ), told as (
                select f.*, %s, l.labels
                from finished f
                join task_spec s on s.task_id = any(array[f.id])
                join task_selector l on l.id = any(array[f.selector_id])
            ), task_stored as (
                insert into task_history (%s)
                select %s
                from told
            ), change as (
                select id, name, end_state as state, attempt, node, exit_code, reason_code, reason_text, ended_at as at,
                    extract(epoch from assigned_at - submitted_at) as waited_seconds,
                    extract(epoch from ended_at - started_at) as ran_seconds
                from told
                union all
                select g.task_id, (select s.name from task_spec s where s.task_id = g.task_id), g.task_state, g.attempt, g.node,
                    g.exit_code, g.task_reason_code, g.task_reason_text, g.ended_at, null,
                    extract(epoch from g.ended_at - g.started_at)
                from gone g where g.task_state = 'QUEUED'
            )""");

    private static final String END_QUEUED = telling("$6", """
            with ending as (
                select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
                    as e (task_id, end_state, reason_code, reason_text)
            ), finished as (
                delete from task t using ending e where t.id = any(array[e.task_id]) and t.state = $5
                returning t.*, clock_timestamp() as ended_at, e.end_state, e.reason_code, e.reason_text
            ), told as (
                select f.*, %s, l.labels,
                    last.node, last.exit_code, last.started_at
                from finished f
                join task_spec s on s.task_id = any(array[f.id])
                join task_selector l on l.id = any(array[f.selector_id])
                left join lateral (
                    select node, exit_code, started_at from attempt_history h
                    where h.task_id = f.id and h.attempt = f.attempt limit 1) last on f.attempt > 0
            ), stored as (
                insert into task_history (%s)
                select %s
                from told
            ), change as (
                select id, name, end_state as state, attempt, node, exit_code, reason_code, reason_text, ended_at as at,
                    extract(epoch from ended_at - submitted_at) as waited_seconds, null::numeric as ran_seconds
                from told
            )""");

    private final TaskEvents events;
    private final Wake wake;
    private final EndMetrics metrics;

    EndStore(TaskEvents events, Wake wake, EndMetrics metrics) {
        this.events = events;
        this.wake = wake;
        this.metrics = metrics;
    }

    /**
     * With the columns of a task, and what is done with each change of these statements: it is told, and answered with whether
     * anybody waits for it, since a node that empties is told of the last end by the replica that serves it.
     */
    private static String telling(String eventIds, String statement) {
        return statement.formatted(TaskColumns.OF_SPEC, TaskColumns.END, TaskColumns.END_VALUES)
                + """
            , event as (%s)
            select change.*, n.draining as awaited
            from change left join node_admission n on n.name = any(array[change.node])
            order by at""".formatted(TaskEvents.appending("change", eventIds));
    }

    /** Ends those of the attempts that are live. Answers what became of their tasks. */
    public Uni<List<TaskEvent>> attempts(SqlConnection transaction, List<AttemptEnd> ends) {
        if (ends.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return transaction
                .preparedQuery(END_ATTEMPTS)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(
                                ends.stream().map(end -> end.ref().taskId()).toArray(UUID[]::new))
                        .addArrayOfInteger(
                                ends.stream().map(end -> end.ref().attempt()).toArray(Integer[]::new))
                        .addArrayOfString(strings(ends, end -> end.state().name()))
                        .addArrayOfInteger(
                                ends.stream().map(AttemptEnd::exitCode).toArray(Integer[]::new))
                        .addArrayOfString(strings(ends, end -> code(end.reason())))
                        .addArrayOfString(strings(ends, end -> text(end.reason())))
                        .addArrayOfLong(ends.stream().map(AttemptEnd::ranMillis).toArray(Long[]::new))
                        .addArrayOfString(strings(ends, end -> end.taskState().name()))
                        .addArrayOfString(strings(ends, end -> code(end.taskReason())))
                        .addArrayOfString(strings(ends, end -> text(end.taskReason())))
                        .addArrayOfUUID(Outbox.newIds(ends.size())))
                .chain(rows -> tell(transaction, rows));
    }

    /** Ends those of the tasks that still wait. Answers what became of them. */
    public Uni<List<TaskEvent>> queued(SqlConnection transaction, List<QueuedEnd> ends) {
        if (ends.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return transaction
                .preparedQuery(END_QUEUED)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(ends.stream().map(QueuedEnd::taskId).toArray(UUID[]::new))
                        .addArrayOfString(strings(ends, end -> end.state().name()))
                        .addArrayOfString(strings(ends, end -> code(end.reason())))
                        .addArrayOfString(strings(ends, end -> text(end.reason())))
                        .addString(TaskState.QUEUED.name())
                        .addArrayOfUUID(Outbox.newIds(ends.size())))
                .chain(rows -> tell(transaction, rows));
    }

    private Uni<List<TaskEvent>> tell(SqlConnection transaction, RowSet<Row> rows) {
        List<TaskEvent> ended = new ArrayList<>(rows.size());
        boolean awaited = false;
        for (Row row : rows) {
            ended.add(event(row));
            awaited |= Boolean.TRUE.equals(row.getBoolean("awaited"));
        }
        if (ended.isEmpty()) {
            return Uni.createFrom().item(ended);
        }
        metrics.countOnceCommitted(transaction, rows);
        events.publishOnceCommitted(transaction);
        if (awaited) {
            return wake.queueChanged(transaction).replaceWith(ended);
        }
        wake.queueChangedHere(transaction);
        return Uni.createFrom().item(ended);
    }

    private static TaskEvent event(Row row) {
        String node = row.getString("node");
        String code = row.getString("reason_code");
        return new TaskEvent(
                row.getUUID("id"),
                row.getString("name"),
                TaskState.valueOf(row.getString("state")),
                row.getInteger("attempt"),
                node == null ? null : new NodeName(node),
                row.getInteger("exit_code"),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                Rows.requiredInstant(row, "at"));
    }

    private static <T> String[] strings(List<T> ends, Function<T, @Nullable String> field) {
        return ends.stream().map(field).toArray(String[]::new);
    }

    private static @Nullable String code(@Nullable Reason reason) {
        return reason == null ? null : StorableText.replaced(reason.code());
    }

    private static @Nullable String text(@Nullable Reason reason) {
        return reason == null ? null : StorableText.replaced(reason.text());
    }
}
