package io.sluice.dispatch.waiting;

import io.sluice.dispatch.task.QueueHead;
import io.sluice.dispatch.waiting.WaitReasonPolicy.Cause;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of causes: opened, closed, summed up. */
@Singleton
final class WaitPeriodStore {
    // One probe of the queue's index for each selector, whatever the length of the queue.
    private static final String WAITING = """
            select s.id, s.type, s.labels from task_selector s
            cross join lateral (%s) head
            order by s.id limit $1""".formatted(QueueHead.of("", QueueHead.QUEUED));

    private static final String ANYTHING_TO_DO = """
            select exists (select 1 from task where state = 'QUEUED')
                or exists (select 1 from wait_passage where until_at is null) as anything""";

    /*
     * Replicas take turns: who does not get the lock finds no moment, and so changes nothing. A slot that is free for a
     * moment does not end the period of a fleet that is at its cap: under load that would be one row a second. The first
     * cause that is seen is taken to have held since the head of the queue began to wait.
     */
    private static final String TURN = """
            with moment as (
                select clock_timestamp() as at where pg_try_advisory_xact_lock(hashtext('wait_passage'))),
            cause as (
                select * from unnest($1::integer[], $2::text[], $3::text[]) as c (id, code, detail)),
            closed as (
                update wait_passage p set until_at = greatest(m.at, p.from_at)
                from moment m
                where p.until_at is null and not exists (
                    select 1 from cause c
                    where c.id = p.selector_id
                        and (c.code = p.code or p.code = 'ALL_AT_CAP' and c.code = 'BEHIND_OTHERS'))
                returning p.selector_id)
            insert into wait_passage (selector_id, code, detail, from_at)
            select s.id, s.code, s.detail,
                case when s.id in (select selector_id from closed) then m.at else least(m.at, greatest(
                    (%s),
                    (select max(p.until_at) from wait_passage p where p.selector_id = s.id))) end
            from cause s cross join moment m
            where s.id in (select selector_id from closed)
                or not exists (
                    select 1 from wait_passage p where p.selector_id = s.id and p.until_at is null)
            on conflict do nothing""".formatted(QueueHead.of("t.queued_at", QueueHead.QUEUED));

    /** Selectors with queued tasks, and what these need. */
    Uni<Map<Integer, Needs>> waiting(SqlClient client, int most) {
        return client.preparedQuery(WAITING).execute(Tuple.of(most)).map(rows -> {
            Map<Integer, Needs> selectors = new LinkedHashMap<>();
            rows.forEach(row -> selectors.put(
                    row.getInteger("id"), new Needs(row.getString("type"), Rows.strings(row.getJsonObject("labels")))));
            return selectors;
        });
    }

    /** Whether a task is queued or a period open. */
    Uni<Boolean> isAnythingToDo(SqlClient client) {
        return client.preparedQuery(ANYTHING_TO_DO)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("anything"));
    }

    /** Opens a period where the cause is another, and closes those that are over, also of selectors that are not named. */
    Uni<Void> turn(SqlClient client, Map<Integer, Cause> causes) {
        List<Integer> selectors = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        List<String> details = new ArrayList<>();
        causes.forEach((selector, cause) -> {
            selectors.add(selector);
            codes.add(cause.code().name());
            details.add(cause.text());
        });
        return client.preparedQuery(TURN)
                .execute(Tuple.tuple()
                        .addArrayOfInteger(selectors.toArray(Integer[]::new))
                        .addArrayOfString(codes.toArray(String[]::new))
                        .addArrayOfString(details.toArray(String[]::new)))
                .replaceWithVoid();
    }
}
