package io.sluice.dispatch.stream;

import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskSubmission;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what nodes are to be told, for many of them at once. */
@Singleton
public final class FrameStore {
    // Closed and without an attempt in one look: no attempt can follow. Of nodes that are open nothing is counted.
    private static final String ORDERS = """
            select l.name, l.stream, n.epoch, n.retired_at is not null as retired,
                   not n.draining as open, n.task_cap, n.revision,
                   case when n.draining and not exists (select from attempt x where x.node = n.name) then true end as drained,
                   a.task_id, a.attempt, a.stop_cause
            from node_lease l
            join node_admission n on n.name = l.name
            left join attempt a on a.node = any(array[l.name]) and a.epoch = l.epoch
                and (a.state = 'ASSIGNED' or a.stop_cause is not null)
            where l.name = any($1)
            order by l.name, a.assigned_at, a.task_id""";

    private static final String ASSIGNMENTS = """
            select a.task_id, a.attempt, a.node, a.epoch, t.guarantee, t.timeout_millis, s.submission::text as submission
            from unnest($1::uuid[], $2::int[]) as wanted (task_id, attempt)
            join attempt a on a.task_id = any(array[wanted.task_id]) and a.attempt = wanted.attempt
            join task t on t.id = any(array[wanted.task_id])
            join task_spec s on s.task_id = any(array[wanted.task_id])
            where a.state = 'ASSIGNED' and a.stop_cause is null
            order by a.assigned_at, a.task_id""";

    /** What there is to tell each of these nodes; nothing for a name that has no lease. */
    Uni<Map<String, NodeOrders>> orders(SqlClient client, Collection<String> names) {
        return client.preparedQuery(ORDERS)
                .execute(Tuple.tuple().addArrayOfString(names.toArray(String[]::new)))
                .map(rows -> {
                    Map<String, NodeOrders> orders = new HashMap<>();
                    rows.forEach(row ->
                            addTo(orders.computeIfAbsent(row.getString("name"), name -> withoutAttempts(row)), row));
                    return orders;
                });
    }

    /** The assignments of those of the attempts that are not yet started and are to run, by node, oldest first. */
    public Uni<Map<String, List<StreamFrame.Assign>>> assignments(SqlClient client, Collection<AttemptRef> attempts) {
        if (attempts.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return client.preparedQuery(ASSIGNMENTS)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(
                                attempts.stream().map(AttemptRef::taskId).toArray(UUID[]::new))
                        .addArrayOfInteger(
                                attempts.stream().map(AttemptRef::attempt).toArray(Integer[]::new)))
                .map(rows -> {
                    Map<String, List<StreamFrame.Assign>> assignments = new HashMap<>();
                    rows.forEach(row -> assignments
                            .computeIfAbsent(row.getString("node"), node -> new ArrayList<>())
                            .add(assign(row)));
                    return assignments;
                });
    }

    private static NodeOrders withoutAttempts(Row row) {
        return new NodeOrders(
                row.getUUID("stream"),
                new Epoch(row.getLong("epoch")),
                row.getBoolean("retired"),
                new StreamFrame.Admission(
                        row.getBoolean("open"),
                        row.getInteger("task_cap"),
                        row.getLong("revision"),
                        row.getBoolean("drained")),
                new ArrayList<>(),
                new ArrayList<>());
    }

    private static void addTo(NodeOrders orders, Row row) {
        UUID taskId = row.getUUID("task_id");
        if (taskId == null) {
            return;
        }
        AttemptRef ref = new AttemptRef(taskId, row.getInteger("attempt"));
        String stopCause = row.getString("stop_cause");
        if (stopCause == null) {
            orders.assigned().add(ref);
        } else {
            orders.stops().add(new StreamFrame.Stop(ref.taskId(), ref.attempt(), StopCause.valueOf(stopCause)));
        }
    }

    /** Of a row with task_id, attempt, epoch, guarantee, timeout_millis, and submission as text. */
    public static StreamFrame.Assign assign(Row row) {
        TaskSubmission submission = Json.stored(row.getString("submission"), TaskSubmission.class);
        return new StreamFrame.Assign(
                row.getUUID("task_id"),
                row.getInteger("attempt"),
                new Epoch(row.getLong("epoch")),
                Guarantee.valueOf(row.getString("guarantee")),
                submission.type(),
                submission.name(),
                submission.command(),
                submission.env(),
                submission.stdin(),
                submission.parameters(),
                row.getLong("timeout_millis"));
    }
}
