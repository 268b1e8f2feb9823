package io.sluice.dispatch.assignment;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.assignment.PlacementPolicy.Node;
import io.sluice.dispatch.assignment.PlacementPolicy.Placement;
import io.sluice.dispatch.assignment.PlacementPolicy.Waiting;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.node.LeaseConditions;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.dispatch.stream.Assignment;
import io.sluice.dispatch.stream.FrameStore;
import io.sluice.dispatch.task.QueueHead;
import io.sluice.service.outbox.Outbox;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a claim, to be called in the order in which they stand here, each in the same transaction. The order
 * is the promise: what is read after the locks is as every drain and cap change before the claim left it, and none can be
 * committed until the claim is.
 */
@Singleton
final class ClaimStore {
    /** A larger submission is left to the streams to read: claims hold locks. As text, and as it is stored. */
    private static final int MAX_CARRIED_BYTES = 2_000;

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
                limit $1),
            locked as materialized (
                select a.name from node_admission a
                where a.name in (select name from roomy) and a.retired_at is null and not a.draining
                  and not exists (select from queue_state where paused_since is not null)
                order by a.name
                for update of a)
            select names, set_config('sluice.claimed_nodes', names::text, true)
            from (select coalesce(array_agg(name), '{}') as names from locked) told""";

    // The locked nodes, and the head of the queue of each selector that some of them match, no longer than the slots of
    // these: what lies behind it can't be placed. Nodes of the same labels and types are one to the queue. A selector
    // that a replica of the version before this one made has no type: then its tasks tell theirs.
    private static final String LOOK = """
            with moment as materialized (select queue_clock() as at),
            node as materialized (
                select a.name, a.epoch, a.runs, a.labels, a.task_cap,
                    (select count(*)::int from attempt t where t.node = a.name) as live
                from node_admission a join node_lease l on l.name = a.name
                where a.name = any(current_setting('sluice.claimed_nodes')::text[]) and %s),
            free as materialized (
                select labels, runs, sum(task_cap - live) as slots from node where task_cap > live group by labels, runs),
            wanted as materialized (
                select s.id, s.type, s.labels from task_selector s
                cross join lateral (%s) head),
            matching as materialized (
                select w.id, w.type, w.labels, sum(f.slots) as slots
                from wanted w
                join free f on f.labels @> w.labels and (w.type is null or w.type = any(f.runs))
                group by w.id, w.type, w.labels)
            select n.name, n.epoch, n.runs, n.labels, n.task_cap, n.live,
                (select count(*) from wanted) > (select count(*) from matching) as others_wait,
                null::uuid as id, null::text as type, null::smallint as priority, null::bigint as seq
            from node n
            union all
            (select null, null, null, m.labels, null, null, null,
                head.id, coalesce(m.type, (select s.type from task_spec s where s.task_id = head.id)), head.priority, head.seq
            from matching m cross join moment
            cross join lateral (
                select t.id, t.priority, t.seq from task t
                where t.selector_id = m.id and %s
                order by t.priority desc, t.seq
                limit least(m.slots, $1::bigint)) head
            order by head.priority desc, head.seq
            limit $1)
            order by priority desc nulls first, seq, name""";

    // Fenced by the state. A task that another transaction holds is left to it: whatever it becomes wakes a claim. The
    // state is a parameter so that no index of the queued alone, which may be a million, takes the place of the key's.
    // What a stream of this replica has to say comes along, unless it is large.
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
                returning task_id, attempt, node, epoch, state, assigned_at),
            told as materialized (
                select w.task_id as id, w.attempt, w.node, w.epoch, w.state, w.assigned_at as at, s.name, s.submission,
                    null::int as exit_code, null::text as reason_code, null::text as reason_text
                from written w join task_spec s on s.task_id = any(array[w.task_id])),
            event as (%1$s)
            select w.id as task_id, w.attempt, w.node, w.epoch, l.stream, t.guarantee, t.timeout_millis, carried.submission
            from told w
            join task t on t.id = any(array[w.id])
            left join node_lease l on l.name = any(array[w.node]) and l.stream = any($6)
            left join lateral (
                select w.submission::text as submission
                where l.stream is not null and pg_column_size(w.submission) <= %2$d) carried
                on octet_length(carried.submission) <= %2$d
            order by w.at, w.id""".formatted(TaskEvents.appending("told", "$5"), MAX_CARRIED_BYTES);

    private final String lockNodes;
    private final String look;

    @Inject
    ClaimStore(DispatchConfig config) {
        this(config.lease());
    }

    ClaimStore(Duration lease) {
        String takesTasks = TAKES_TASKS.formatted(LeaseConditions.isAttached(lease));
        this.lockNodes = LOCK_NODES.formatted(QueueHead.of("", MAY_RUN), takesTasks);
        this.look = LOOK.formatted(takesTasks, QueueHead.of("", QueueHead.QUEUED), MAY_RUN);
    }

    /**
     * What a claim decides by.
     *
     * @param nodes that are locked and take tasks, by name
     * @param queue the first tasks that some of these match, in the order of the queue
     * @param othersWait whether tasks wait that none of these nodes matches; unknown, and false, without nodes
     */
    record Look(List<Node> nodes, List<Waiting> queue, boolean othersWait) {}

    /**
     * An assignment that was written.
     *
     * @param forStream what a stream of this replica is to say; null when it is left to the streams to read it
     */
    record Claimed(NodeName node, @Nullable Assignment forStream) {}

    /** Whether any task is queued. Takes no lock. */
    Uni<Boolean> anyQueued(SqlClient client) {
        return client.preparedQuery(ANY_QUEUED)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("any"));
    }

    /**
     * Locks up to so many nodes with room for something that is queued, the roomiest, which nobody drains, changes or claims
     * until the transaction ends; answers which. None while the queue is paused.
     */
    Uni<List<String>> lockNodes(SqlConnection transaction, int most) {
        return transaction
                .preparedQuery(lockNodes)
                .execute(Tuple.of((long) most))
                .map(rows -> List.of(rows.iterator().next().getArrayOfStrings("names")));
    }

    /** Looks at the nodes that this transaction has locked, and at up to {@code most} tasks for them. */
    Uni<Look> look(SqlConnection transaction, int most) {
        return transaction.preparedQuery(look).execute(Tuple.of((long) most)).map(ClaimStore::read);
    }

    /**
     * Writes the assignments, of those tasks that still wait and that nobody else holds; answers what was written. Appends the
     * events of these.
     *
     * @param streams those that this replica serves
     */
    Uni<List<Claimed>> claim(SqlConnection transaction, List<Placement> placements, UUID[] streams) {
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
                        .addString(TaskState.QUEUED.name())
                        .addArrayOfUUID(Outbox.newIds(size))
                        .addArrayOfUUID(streams))
                .map(rows -> Rows.list(rows, ClaimStore::claimed));
    }

    private static Look read(RowSet<Row> rows) {
        List<Node> nodes = new ArrayList<>();
        List<Waiting> queue = new ArrayList<>();
        boolean othersWait = false;
        for (Row row : rows) {
            if (row.getString("name") == null) {
                queue.add(new Waiting(
                        row.getUUID("id"), row.getString("type"), Rows.strings(row.getJsonObject("labels"))));
            } else {
                nodes.add(node(row));
                othersWait = row.getBoolean("others_wait");
            }
        }
        return new Look(nodes, queue, othersWait);
    }

    private static Node node(Row row) {
        return new Node(
                new NodeName(row.getString("name")),
                new Epoch(row.getLong("epoch")),
                Set.of(row.getArrayOfStrings("runs")),
                Rows.strings(row.getJsonObject("labels")),
                row.getInteger("task_cap"),
                row.getInteger("live"));
    }

    private static Claimed claimed(Row row) {
        NodeName node = new NodeName(row.getString("node"));
        return new Claimed(
                node,
                row.getString("submission") == null
                        ? null
                        : new Assignment(node, row.getUUID("stream"), FrameStore.assign(row)));
    }
}
