package io.sluice.dispatch.history;

import io.sluice.contracts.node.NodeMinute;
import io.sluice.contracts.node.NodeMinutes;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.node.LeaseConditions;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What each node held and might take, once in each minute of the database's clock. */
@Singleton
class NodeMinuteStore {
    /** The most nodes that are looked at; of more, the first by name. */
    private static final int MAX_NODES = 10_000;

    private static final String NEWEST = """
            select start_at, live_attempts, task_cap, open, attached from node_minute
            where node = $1 and start_at > date_trunc('minute', now(), 'UTC') - $2::integer * interval '1 minute'
            order by start_at""";

    /*
     * Whoever comes second in a minute finds it looked at. Two that come at the same moment meet at the first name: one
     * waits there for the other's commit, and adds nothing. What is too old goes only when something was to be added.
     */
    private final String look;

    @Inject
    NodeMinuteStore(DispatchConfig config) {
        this(config.lease(), MAX_NODES);
    }

    NodeMinuteStore(Duration lease, int mostNodes) {
        this.look = """
                with minute as materialized (
                    select start_at from (select date_trunc('minute', now(), 'UTC') as start_at) this
                    where not exists (select 1 from node_minute m where m.start_at = this.start_at)
                ),
                forgotten as (
                    delete from node_minute m using minute
                    where m.start_at < minute.start_at - interval '%d minutes'
                )
                insert into node_minute (node, start_at, live_attempts, task_cap, open, attached)
                select a.name, minute.start_at, coalesce(t.live, 0), a.task_cap, not a.draining,
                    coalesce(%s, false)
                from minute
                cross join node_admission a
                left join node_lease l on l.name = a.name
                left join (select node, count(*)::int as live from attempt group by node) t on t.node = a.name
                where a.retired_at is null
                order by a.name
                limit %d
                on conflict do nothing""".formatted(NodeMinutes.MAX_MINUTES, LeaseConditions.isAttached(lease), mostNodes);
    }

    /**
     * Looks at every node that is not retired, unless somebody has in this minute, and forgets what is more than an hour
     * older. Answers how many were looked at. Costs a pass over the live attempts, at most once a minute.
     */
    Uni<Integer> look(SqlClient client) {
        return client.preparedQuery(look).execute().map(rows -> rows.rowCount());
    }

    /** The newest minutes of a node, the running one among them, up to so many, oldest first; none when it is not known. */
    Uni<NodeMinutes> newest(SqlClient client, NodeName node, int minutes) {
        return client.preparedQuery(NEWEST)
                .execute(Tuple.of(node.value(), minutes))
                .map(NodeMinuteStore::minutes);
    }

    private static NodeMinutes minutes(RowSet<Row> rows) {
        List<NodeMinute> minutes = new ArrayList<>(rows.size());
        rows.forEach(row -> minutes.add(new NodeMinute(
                Rows.requiredInstant(row, "start_at"),
                row.getInteger("live_attempts"),
                row.getInteger("task_cap"),
                row.getBoolean("open"),
                row.getBoolean("attached"))));
        return new NodeMinutes(minutes);
    }
}
