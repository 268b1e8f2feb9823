package io.sluice.dispatch.metrics;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.dispatch.metrics.PoolPolicy.Pool;
import io.sluice.dispatch.node.LeaseConditions;
import io.sluice.dispatch.settings.DispatchConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Counts. Costs a pass over the queued tasks, one over the live attempts and one over the nodes. */
@Singleton
class QueueGaugesStore {
    // A task waits for the pool that its selector names. It runs where it runs: an attempt counts for the pool of its
    // node, whatever its task asked for. Queued tasks are counted by selector first, of which there are few.
    private static final String POOLS = """
            with waiting as (
                select selector_id, count(*) as tasks, min(queued_at) as oldest
                from task where state = 'QUEUED' group by selector_id
            ), queued as (
                select coalesce(s.labels ->> 'pool', '') as pool, sum(w.tasks)::bigint as tasks, min(w.oldest) as oldest
                from waiting w join task_selector s on s.id = w.selector_id group by 1
            ), live as (
                select coalesce(n.labels ->> 'pool', '') as pool, count(*) as attempts
                from attempt a left join node_admission n on n.name = a.node group by 1
            )
            select pool, coalesce(q.tasks, 0) as queued, coalesce(l.attempts, 0) as live,
                coalesce(greatest(0, floor(extract(epoch from clock_timestamp() - q.oldest))), 0)::bigint
                    as oldest_seconds
            from queued q full join live l using (pool)""";

    private final String nodes;

    @Inject
    QueueGaugesStore(DispatchConfig config) {
        this(config.lease());
    }

    QueueGaugesStore(Duration lease) {
        // Each node is in one group: of its pool, by what its status is derived from.
        this.nodes = """
                with live as (
                    select node, count(*) as attempts from attempt group by node
                ), member as (
                    select coalesce(a.labels ->> 'pool', '') as pool, a.task_cap, a.draining,
                        coalesce(%s, false) as attached,
                        coalesce(l.epoch = a.epoch and l.closed_reason is not null, false) as closed,
                        coalesce(v.attempts, 0) > 0 as busy, (a.drain ->> 'since')::timestamptz as drain_since
                    from node_admission a
                    left join node_lease l on l.name = a.name
                    left join live v on v.node = a.name
                    where a.retired_at is null
                )
                select pool, attached, draining, busy, closed, count(*) as nodes, sum(task_cap)::bigint as slots,
                    coalesce(greatest(0, floor(extract(epoch from clock_timestamp() - min(drain_since)))), 0)::bigint
                        as drain_seconds
                from member group by pool, attached, draining, busy, closed""".formatted(LeaseConditions.isAttached(lease));
    }

    /**
     * What was counted.
     *
     * @param pools each by its name, an empty one for none
     * @param attached nodes whose lease holds
     * @param drains nodes with a drain that still hold attempts
     * @param oldestDrainSeconds how long ago the oldest of these drains began; 0 without one
     */
    record Counted(List<Pool> pools, long attached, long drains, long oldestDrainSeconds) {
        static final Counted NOTHING = new Counted(List.of(), 0, 0, 0);

        long queued() {
            return pools.stream().mapToLong(Pool::queued).sum();
        }

        long live() {
            return pools.stream().mapToLong(Pool::live).sum();
        }

        long oldestSeconds() {
            return pools.stream().mapToLong(Pool::oldestSeconds).max().orElse(0);
        }
    }

    Uni<Counted> count(SqlClient client) {
        return client.preparedQuery(POOLS)
                .execute()
                .chain(pools -> client.preparedQuery(nodes).execute().map(groups -> counted(pools, groups)));
    }

    private static Counted counted(RowSet<Row> pools, RowSet<Row> groups) {
        Map<String, Map<NodeStatus, Long>> slots = new LinkedHashMap<>();
        Map<String, Long> closed = new HashMap<>();
        long attached = 0;
        long drains = 0;
        long oldestDrain = 0;
        for (Row group : groups) {
            long nodes = group.getLong("nodes");
            boolean busy = group.getBoolean("busy");
            boolean draining = group.getBoolean("draining");
            NodeStatus status = status(group);
            slots.computeIfAbsent(group.getString("pool"), pool -> new EnumMap<>(NodeStatus.class))
                    .merge(status, group.getLong("slots"), Long::sum);
            if (status == NodeStatus.RUNNING && group.getBoolean("closed")) {
                closed.merge(group.getString("pool"), group.getLong("slots"), Long::sum);
            }
            attached += group.getBoolean("attached") ? nodes : 0;
            if (draining && busy) {
                drains += nodes;
                oldestDrain = Math.max(oldestDrain, group.getLong("drain_seconds"));
            }
        }
        List<Pool> all = new ArrayList<>(pools.size());
        for (Row row : pools) {
            Map<NodeStatus, Long> ofNodes = slots.remove(row.getString("pool"));
            all.add(new Pool(
                    row.getString("pool"),
                    row.getLong("queued"),
                    row.getLong("live"),
                    row.getLong("oldest_seconds"),
                    ofNodes == null ? Map.of() : ofNodes,
                    closed.getOrDefault(row.getString("pool"), 0L)));
        }
        slots.forEach((pool, ofNodes) -> all.add(new Pool(pool, 0, 0, 0, ofNodes, closed.getOrDefault(pool, 0L))));
        return new Counted(all, attached, drains, oldestDrain);
    }

    /** As dispatch sees it: a node without a lease is OFFLINE, and whoever has a drain here is behind its barrier. */
    private static NodeStatus status(Row group) {
        boolean draining = group.getBoolean("draining");
        return NodeStatus.of(
                !group.getBoolean("attached"), draining, draining, OptionalInt.of(group.getBoolean("busy") ? 1 : 0));
    }
}
