package io.sluice.registry.retirement;

import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Who is OFFLINE for long, by the database's clock. */
@Singleton
final class OfflineRetirementStore {
    private final NodeStore nodes;
    private final String fleet;
    private final String offlineFor;

    OfflineRetirementStore(NodeColumns columns, NodeStore nodes) {
        this.nodes = nodes;
        this.fleet = """
                select count(*) filter (where not %s)::int as online,
                       count(*) filter (where %s)::int as silent
                from node n""".formatted(columns.offline(), columns.silent());
        // Counted from when the change was put on record, which an outage of ours delays. Whoever retires a node
        // already is left to it.
        this.offlineFor = """
                select %s from node n
                where %s and n.offline_recorded_at <= now() - $1::bigint * interval '1 millisecond'
                  and (n.retire_asked_at is null or n.retire_asked_at < now() - interval '1 minute')
                order by n.name""".formatted(columns.all(), columns.offline());
    }

    Uni<OfflineRetirementPolicy.Fleet> fleet(SqlClient client) {
        return client.preparedQuery(fleet).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new OfflineRetirementPolicy.Fleet(row.getInteger("online"), row.getInteger("silent"));
        });
    }

    /** Nodes that are OFFLINE, and on record as such for this long, by name. */
    Uni<List<NodeRow>> offlineFor(SqlClient client, Duration length) {
        return client.preparedQuery(offlineFor)
                .execute(Tuple.of(length.toMillis()))
                .map(nodes::all);
    }
}
