package io.sluice.dispatch.assignment;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.assignment.PlacementPolicy.Node;
import io.sluice.dispatch.assignment.PlacementPolicy.Placement;
import io.sluice.dispatch.assignment.PlacementPolicy.Waiting;
import io.sluice.dispatch.node.LeaseConditions;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.dispatch.task.QueueHead;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The statements of a claim, to be called in the order in which they stand here, each in the same transaction. The order
 * is the promise: what is read after the locks is as every drain and cap change before the claim left it, and none can be
 * committed until the claim is.
 */
@Singleton
final class ClaimStore {
    /** Whether a claim can find anything at all; read before any lock is taken. */
    private static final String ANY_QUEUED = "select exists (select from task where state = 'QUEUED') as any";

    private static final String TAKES_TASKS = """
            a.retired_at is null and not a.draining and a.task_cap > 0 and l.closed_reason is null and %s""";

    // Whether the task may still be assigned. What is past its queue limit is left to expire; a task that was lost has
    // none. Asked in the queue's order alone: then no index serves but that of the order.
    private static final String MAY_RUN = QueueHead.QUEUED + " and (t.attempt > 0 or t.expires_at > moment.at)";

    // Nodes that are full, or that no queued task matches, by a look without locks, are left alone: a drain of them
    // waits for no claim. What holds under the locks is read again by the next statement.
    private static final String LOCK_NODES = """
            with moment as materialized (select queue_clock() as at),
            wanted as materialized (
                select s.type, s.labels from task_selector s cross join moment
                cross join lateral (%s) head),
            roomy as materialized (
                select a.name
                from node_admission a join node_lease l on l.name = a.name
                cross join lateral (select a.task_cap - count(*) as slots from attempt t where t.node = a.name) room
                where %s and room.slots > 0 and exists (
                    select from wanted w where a.labels @> w.labels and (w.type is null or w.type = any(a.runs)))
                order by room.slots desc, a.name
                limit $1)
            select a.name from node_admission a
            where a.name in (select name from roomy) and a.retired_at is null and not a.draining
              and not exists (select from queue_state where paused_since is not null)
            order by a.name
            for update of a""";

    private static final String READ_NODES = """
            select a.name, a.epoch, a.runs, a.labels, a.task_cap,
                (select count(*)::int from attempt t where t.node = a.name) as live
            from node_admission a join node_lease l on l.name = a.name
            where a.name = any($1::text[]) and %s
            order by a.name""";

    // The head of the queue of each selector that some node matches, no longer than the slots of these nodes: what lies
    // behind it can't be placed. A selector that a replica of the version before this one made has no type: then its
    // tasks tell theirs.
    private static final String READ_QUEUE = """
            with free as materialized (
                select labels::jsonb as labels, slots, runs::jsonb as runs
                from unnest($1::text[], $2::int[], $4::text[]) as n (labels, slots, runs)),
            moment as materialized (select queue_clock() as at),
            wanted as materialized (
                select s.id, s.type, s.labels from task_selector s
                cross join lateral (%s) head),
            matching as materialized (
                select w.id, w.type, w.labels, sum(f.slots) as slots
                from wanted w
                join free f on f.labels @> w.labels and (w.type is null or f.runs @> to_jsonb(w.type))
                group by w.id, w.type, w.labels)
            select head.id, m.labels,
                coalesce(m.type, (select s.type from task_spec s where s.task_id = head.id)) as type
            from matching m cross join moment
            cross join lateral (
                select t.id, t.priority, t.seq from task t
                where t.selector_id = m.id and %s
                order by t.priority desc, t.seq
                limit least(m.slots, $3::bigint)) head
            order by head.priority desc, head.seq
            limit $3""".formatted(QueueHead.of("", QueueHead.QUEUED), MAY_RUN);

    // Fenced by the state. A task that another transaction holds is left to it: whatever it becomes wakes a claim. The
    // state is a parameter so that no index of the queued alone, which may be a million, takes the place of the key's.
    private static final String CLAIM = """
            with placed as materialized (
                select * from unnest($1::uuid[], $2::text[], $3::bigint[]) as p (task_id, node, epoch)),
            free as materialized (
                select t.id, p.node, p.epoch
                from placed p join task t on t.id = any(array[p.task_id])
                where t.state = $4
                order by p.task_id for update of t skip locked),
            taken as (
                update task t set state = 'ASSIGNED', attempt = t.attempt + 1
                from free
                where t.id = any(array[free.id]) and t.state = $4
                returning t.id, t.attempt, free.node, free.epoch),
            written as (
                insert into attempt (task_id, attempt, node, epoch, state, assigned_at)
                select id, attempt, node, epoch, 'ASSIGNED', clock_timestamp() from taken
                returning task_id, attempt, node, assigned_at)
            select w.task_id, w.attempt, w.node, w.assigned_at,
                (select s.name from task_spec s where s.task_id = w.task_id) as name
            from written w""";

    private final String lockNodes;
    private final String readNodes;

    @Inject
    ClaimStore(DispatchConfig config) {
        this(config.lease());
    }

    ClaimStore(Duration lease) {
        String takesTasks = TAKES_TASKS.formatted(LeaseConditions.isAttached(lease));
        this.lockNodes = LOCK_NODES.formatted(QueueHead.of("", MAY_RUN), takesTasks);
        this.readNodes = READ_NODES.formatted(takesTasks);
    }

    /** Nodes between which no task can tell. */
    private record Alike(Map<String, String> labels, Set<String> types) {}

    /** Whether any task is queued. Takes no lock. */
    Uni<Boolean> anyQueued(SqlClient client) {
        return client.preparedQuery(ANY_QUEUED)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("any"));
    }

    /**
     * Up to so many nodes with room for something that is queued, the roomiest, which nobody drains, changes or claims
     * until the transaction ends. None while the queue is paused.
     */
    Uni<List<String>> lockNodes(SqlConnection transaction, int most) {
        return transaction
                .preparedQuery(lockNodes)
                .execute(Tuple.of((long) most))
                .map(rows -> Rows.list(rows, row -> row.getString("name")));
    }

    /** Those of the locked nodes that take tasks, with their live attempts, by name. */
    Uni<List<Node>> readNodes(SqlConnection transaction, List<String> locked) {
        return transaction
                .preparedQuery(readNodes)
                .execute(Tuple.tuple().addArrayOfString(locked.toArray(String[]::new)))
                .map(rows -> Rows.list(
                        rows,
                        row -> new Node(
                                new NodeName(row.getString("name")),
                                new Epoch(row.getLong("epoch")),
                                Set.of(row.getArrayOfStrings("runs")),
                                Rows.strings(row.getJsonObject("labels")),
                                row.getInteger("task_cap"),
                                row.getInteger("live"))));
    }

    /** The first up to {@code most} tasks, in the order of the queue, that some of these nodes match. */
    Uni<List<Waiting>> readQueue(SqlConnection transaction, List<Node> nodes, int most) {
        // Nodes of the same labels and types are one to the queue.
        Map<Alike, Integer> slots = new HashMap<>();
        nodes.forEach(node -> slots.merge(new Alike(node.labels(), node.types()), node.slots(), Integer::sum));
        List<Alike> alike = List.copyOf(slots.keySet());
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(alike.stream().map(one -> json(one.labels())).toArray(String[]::new))
                .addArrayOfInteger(alike.stream().map(slots::get).toArray(Integer[]::new))
                .addLong((long) most)
                .addArrayOfString(alike.stream()
                        .map(one -> new JsonArray(List.copyOf(one.types())).encode())
                        .toArray(String[]::new));
        return transaction
                .preparedQuery(READ_QUEUE)
                .execute(parameters)
                .map(rows -> Rows.list(
                        rows,
                        row -> new Waiting(
                                row.getUUID("id"), row.getString("type"), Rows.strings(row.getJsonObject("labels")))));
    }

    /** Writes the assignments, of those tasks that still wait and that nobody else holds; answers what was written. */
    Uni<List<TaskEvent>> claim(SqlConnection transaction, List<Placement> placements) {
        int size = placements.size();
        UUID[] tasks = new UUID[size];
        String[] nodes = new String[size];
        Long[] epochs = new Long[size];
        for (int i = 0; i < size; i++) {
            Placement placement = placements.get(i);
            tasks[i] = placement.taskId();
            nodes[i] = placement.node().value();
            epochs[i] = placement.epoch().value();
        }
        return transaction
                .preparedQuery(CLAIM)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(tasks)
                        .addArrayOfString(nodes)
                        .addArrayOfLong(epochs)
                        .addString(TaskState.QUEUED.name()))
                .map(rows -> Rows.list(rows, ClaimStore::assigned));
    }

    private static TaskEvent assigned(Row row) {
        return new TaskEvent(
                row.getUUID("task_id"),
                row.getString("name"),
                TaskState.ASSIGNED,
                row.getInteger("attempt"),
                new NodeName(row.getString("node")),
                null,
                null,
                Rows.requiredInstant(row, "assigned_at"));
    }

    private static String json(Map<String, String> labels) {
        JsonObject object = new JsonObject();
        labels.forEach(object::put);
        return object.encode();
    }
}
