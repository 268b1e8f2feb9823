package io.sluice.registry.membership;

import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/** Who has gone missing or come back, has closed or opened itself, since it was last put on record. */
@Singleton
final class PresenceStore {
    private final NodeStore nodes;
    private final String fleet;
    private final String missing;
    private final String returned;
    private final String closed;
    private final String opened;

    PresenceStore(NodeColumns columns, NodeStore nodes) {
        this.nodes = nodes;
        String offline = columns.offline();
        this.fleet = """
                select count(*) filter (where not %1$s)::int as online,
                       count(*) filter (where %1$s)::int as offline,
                       count(*) filter (where %2$s)::int as silent,
                       count(*) filter (where drain_since is not null)::int as draining,
                       count(*) filter (where barrier_revision < revision)::int as pending,
                       count(*) filter (where closed_since is not null and not %1$s)::int as closed,
                       count(*) filter (where (offline_recorded_at is not null) <> %1$s
                           or (closed_recorded_at is not null) <> (closed_since is not null))::int as changed
                from node n""".formatted(offline, columns.silent());
        // Rows that another replica is putting on record are skipped; what it commits is no longer found here.
        this.missing = """
                with gone as (
                    select name from node n where offline_recorded_at is null and %s
                    order by name limit $1 for no key update skip locked)
                update node n set offline_recorded_at = now() from gone where n.name = gone.name
                returning %s""".formatted(offline, columns.all());
        this.returned = """
                with back as (
                    select name from node n where offline_recorded_at is not null and not %s
                    order by name limit $1 for no key update skip locked)
                update node n set offline_recorded_at = null from back where n.name = back.name
                returning %s""".formatted(offline, columns.all());
        this.closed = """
                with closed as (
                    select name from node n where closed_recorded_at is null and closed_since is not null
                    order by name limit $1 for no key update skip locked)
                update node n set closed_recorded_at = now() from closed where n.name = closed.name
                returning %s""".formatted(columns.all());
        this.opened = """
                with opened as (
                    select name from node n where closed_recorded_at is not null and closed_since is null
                    order by name limit $1 for no key update skip locked)
                update node n set closed_recorded_at = null from opened where n.name = opened.name
                returning %s""".formatted(columns.all());
    }

    /**
     * The fleet in numbers.
     *
     * @param silent those of the OFFLINE that did not say goodbye
     * @param closed nodes online that have closed themselves
     * @param changed nodes whose presence or closing is not yet on record
     */
    record Fleet(int online, int offline, int silent, int draining, int pending, int closed, int changed) {}

    Uni<Fleet> fleet(SqlClient client) {
        return client.preparedQuery(fleet).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Fleet(
                    row.getInteger("online"),
                    row.getInteger("offline"),
                    row.getInteger("silent"),
                    row.getInteger("draining"),
                    row.getInteger("pending"),
                    row.getInteger("closed"),
                    row.getInteger("changed"));
        });
    }

    /** Marks up to {@code most} nodes that went OFFLINE; each change is answered once, to one caller. */
    Uni<List<NodeRow>> markMissing(SqlConnection transaction, int most) {
        return transaction.preparedQuery(missing).execute(Tuple.of(most)).map(nodes::all);
    }

    /** Marks up to {@code most} nodes that have closed themselves; each closing is answered once, to one caller. */
    Uni<List<NodeRow>> markClosed(SqlConnection transaction, int most) {
        return transaction.preparedQuery(closed).execute(Tuple.of(most)).map(nodes::all);
    }

    /** Marks up to {@code most} nodes that are open again; each opening is answered once, to one caller. */
    Uni<List<NodeRow>> markOpened(SqlConnection transaction, int most) {
        return transaction.preparedQuery(opened).execute(Tuple.of(most)).map(nodes::all);
    }

    /** Marks up to {@code most} nodes that came back; each return is answered once, to one caller. */
    Uni<List<NodeRow>> markReturned(SqlConnection transaction, int most) {
        return transaction.preparedQuery(returned).execute(Tuple.of(most)).map(nodes::all);
    }
}
