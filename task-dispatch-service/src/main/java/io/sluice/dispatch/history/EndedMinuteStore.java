package io.sluice.dispatch.history;

import io.sluice.contracts.task.TaskHistory;
import io.sluice.contracts.task.TaskMinute;
import io.sluice.contracts.task.TaskMinute.Percentiles;
import io.sluice.contracts.task.TaskState;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What ended in each minute, by the database's clock. */
@Singleton
class EndedMinuteStore {
    /** An end carries the time of its statement and is seen at its commit, mostly within milliseconds. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(10);

    private static final String ENTER = "select pg_try_advisory_xact_lock(hashtext('sluice ended minute')) as entered";

    private static final String OVER = "date_trunc('minute', now() - $1::bigint * interval '1 millisecond', 'UTC')";

    // The newest first: a backlog does not hold up what is looked at.
    private static final String NEXT = """
            select max(minute) as start_at
            from generate_series(%1$s - $2::integer * interval '1 minute', %1$s - interval '1 minute', '1 minute') minute
            where not exists (select 1 from ended_minute m where m.start_at = minute)""".formatted(OVER);

    /*
     * The attempt that ended a task ended at the same moment; an earlier one did not. It is looked up task by task, by its
     * key: a join would pass over all attempts of the day. Its time is bounded besides, so that no other day is opened. A
     * submission is dated by whoever took it, whose clock may be ahead. That an attempt is counted from 0 is said for the index.
     */
    private static final String COUNT = """
            with ended as (
                select h.state,
                    greatest(0, floor(1000 * extract(epoch from
                        coalesce(a.assigned_at, h.ended_at) - h.submitted_at)))::bigint as waited,
                    case when a.started_at is not null then
                        greatest(0, floor(1000 * extract(epoch from h.ended_at - a.started_at)))::bigint end as ran
                from task_history h
                left join lateral (
                    select assigned_at, started_at from attempt_history
                    where task_id = h.id and attempt = h.attempt and ended_at = h.ended_at
                        and ended_at >= $1 and ended_at < $1 + interval '1 minute'
                    limit 1) a on true
                where h.ended_at >= $1 and h.ended_at < $1 + interval '1 minute' and h.attempt >= 0
            )
            insert into ended_minute (start_at, succeeded, failed, timed_out, canceled, expired, waiting_millis,
                running_millis)
            select $1,
                count(*) filter (where state = 'SUCCEEDED'), count(*) filter (where state = 'FAILED'),
                count(*) filter (where state = 'TIMED_OUT'), count(*) filter (where state = 'CANCELED'),
                count(*) filter (where state = 'EXPIRED'),
                percentile_disc(array[0.5, 0.95, 0.99]) within group (order by waited),
                percentile_disc(array[0.5, 0.95, 0.99]) within group (order by ran)
            from ended""";

    private static final String FORGET = "delete from ended_minute where start_at < now() - interval '1 day'";

    private static final String NEWEST = """
            select * from ended_minute where start_at >= %s - $2::integer * interval '1 minute'
            order by start_at""".formatted(OVER);

    private final Duration settledAfter;

    @Inject
    EndedMinuteStore() {
        this(SETTLED_AFTER);
    }

    EndedMinuteStore(Duration settledAfter) {
        this.settledAfter = settledAfter;
    }

    /** True when nobody else counts until the transaction ends; false, without waiting, when somebody does. */
    Uni<Boolean> enter(SqlConnection transaction) {
        return transaction
                .preparedQuery(ENTER)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("entered"));
    }

    /** The newest minute of the last hour that is settled and not counted; empty when there is none. */
    Uni<Optional<OffsetDateTime>> next(SqlConnection transaction) {
        return transaction
                .preparedQuery(NEXT)
                .execute(window(TaskHistory.MAX_MINUTES))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getOffsetDateTime("start_at")));
    }

    /** Counts a minute, and forgets what is older than a day. Costs a look-up for each task that ended in it. */
    Uni<Void> count(SqlConnection transaction, OffsetDateTime start) {
        return transaction
                .preparedQuery(COUNT)
                .execute(Tuple.of(start))
                .chain(() -> transaction.preparedQuery(FORGET).execute())
                .replaceWithVoid();
    }

    /** The newest minutes, up to so many, oldest first. Costs as many rows, however much ended. */
    Uni<TaskHistory> newest(SqlClient client, int minutes) {
        return client.preparedQuery(NEWEST).execute(window(minutes)).map(EndedMinuteStore::history);
    }

    private Tuple window(int minutes) {
        return Tuple.of(settledAfter.toMillis(), minutes);
    }

    private static TaskHistory history(RowSet<Row> rows) {
        List<TaskMinute> minutes = new ArrayList<>(rows.size());
        rows.forEach(row -> minutes.add(minute(row)));
        return new TaskHistory(minutes);
    }

    private static TaskMinute minute(Row row) {
        Map<TaskState, Long> ended = new EnumMap<>(TaskState.class);
        ended.put(TaskState.SUCCEEDED, row.getLong("succeeded"));
        ended.put(TaskState.FAILED, row.getLong("failed"));
        ended.put(TaskState.TIMED_OUT, row.getLong("timed_out"));
        ended.put(TaskState.CANCELED, row.getLong("canceled"));
        ended.put(TaskState.EXPIRED, row.getLong("expired"));
        return new TaskMinute(
                Rows.requiredInstant(row, "start_at"),
                ended,
                percentiles(row.getArrayOfLongs("waiting_millis")),
                percentiles(row.getArrayOfLongs("running_millis")));
    }

    private static @Nullable Percentiles percentiles(Long @Nullable [] millis) {
        return millis == null ? null : new Percentiles(millis[0], millis[1], millis[2]);
    }
}
