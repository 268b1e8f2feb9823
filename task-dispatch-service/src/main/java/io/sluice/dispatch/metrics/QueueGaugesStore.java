package io.sluice.dispatch.metrics;

import io.sluice.dispatch.DispatchConfig;
import io.sluice.dispatch.metrics.PoolPolicy.Pool;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts. Costs a pass over the queued tasks, and one over the live attempts. */
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

    private final String attached;

    @Inject
    QueueGaugesStore(DispatchConfig config) {
        this(config.lease());
    }

    QueueGaugesStore(Duration lease) {
        this.attached = """
                select count(*) as attached from node_lease l join node_admission a on a.name = l.name
                where l.epoch = a.epoch and l.stream is not null and a.retired_at is null
                    and l.renewed_at > clock_timestamp() - interval '%d milliseconds'""".formatted(lease.toMillis());
    }

    /**
     * What was counted.
     *
     * @param pools each by its name, an empty one for none
     * @param attached nodes whose lease holds
     */
    record Counted(List<Pool> pools, long attached) {
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
        return client.preparedQuery(POOLS).execute().chain(rows -> {
            List<Pool> pools = new ArrayList<>(rows.size());
            for (Row row : rows) {
                pools.add(new Pool(
                        row.getString("pool"),
                        row.getLong("queued"),
                        row.getLong("live"),
                        row.getLong("oldest_seconds")));
            }
            return client.preparedQuery(attached)
                    .execute()
                    .map(counted -> new Counted(pools, counted.iterator().next().getLong("attached")));
        });
    }
}
