package io.sluice.dispatch.waiting;

import io.sluice.contracts.task.StuckTasks;
import io.sluice.dispatch.task.QueueHead;
import io.sluice.dispatch.waiting.WaitReasonPolicy.Cause;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The queued tasks of some selectors. */
@Singleton
final class StuckStore {
    // Both are read in the order of the queue's index, so that it costs no more than what is counted.
    private static final String HEADS = """
            select s.id, h.id as first, (
                select count(*)::int from (
                    select 1 from task t where t.selector_id = s.id and t.state = 'QUEUED' limit %d) counted) as tasks
            from unnest($1::integer[]) with ordinality as s (id, place)
            join lateral (%s) h on true
            order by s.place""".formatted(StuckTasks.MAX_COUNTED, QueueHead.of("t.id", QueueHead.QUEUED));

    /** Those that still wait, with why, in the order of the causes. */
    Uni<List<StuckTasks>> heads(SqlClient client, Map<Integer, Cause> causes) {
        return client.preparedQuery(HEADS)
                .execute(Tuple.tuple().addArrayOfInteger(causes.keySet().toArray(Integer[]::new)))
                .map(rows -> Rows.list(
                        rows,
                        row -> new StuckTasks(
                                Objects.requireNonNull(causes.get(row.getInteger("id")))
                                        .toReason(),
                                row.getUUID("first"),
                                row.getInteger("tasks"))));
    }
}
