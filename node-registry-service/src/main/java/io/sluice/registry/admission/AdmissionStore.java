package io.sluice.registry.admission;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What dispatch has committed of each node, and what it has still to be told. */
@Singleton
final class AdmissionStore {
    private final NodeColumns columns;
    private final NodeStore nodes;
    private final String acknowledge;
    private final String countedEmpty;
    private final String overtake;
    private final String pending;

    AdmissionStore(NodeColumns columns, NodeStore nodes) {
        this.columns = columns;
        this.nodes = nodes;
        // Compare-and-set on the revision: an acknowledgement of an older one says nothing about the request that
        // stands
        // now.
        // now() is the same in the whole transaction, so a time that equals it was set by this very statement.
        this.acknowledge = """
                update node n set
                    barrier_revision = n.revision,
                    barrier_closed_at = case when %1$s then coalesce(n.barrier_closed_at, now()) end,
                    barrier_attempts = case when not %1$s then null
                                            when n.barrier_closed_at is null then $3::int
                                            else n.barrier_attempts end,
                    drained_at = case when not %1$s then null
                                      when $3::int = 0 then coalesce(n.drained_at, now())
                                      else n.drained_at end
                where n.name = $1 and n.revision = $2 and n.barrier_revision < n.revision
                returning %2$s, n.barrier_closed_at = now() as closed_now, n.drained_at = now() as drained_now""".formatted(columns.drains(), columns.all());
        this.countedEmpty = """
                update node n set drained_at = now()
                where n.name = $1 and n.revision = $2 and n.barrier_revision = n.revision
                  and n.barrier_closed_at is not null and n.drained_at is null
                returning %s, false as closed_now, true as drained_now""".formatted(columns.all());
        String notBeingRetired = "(n.retire_asked_at is null or n.retire_asked_at < now() - interval '10 seconds')";
        this.overtake = """
                update node n set revision = $2::bigint + 1, revised_at = now()
                where n.name = $1 and n.revision < $2 and %s""".formatted(notBeingRetired);
        // What was changed a moment ago is being told by whoever changed it.
        this.pending = """
                select %s from node n
                where n.barrier_revision < n.revision
                  and n.revised_at < now() - $1::bigint * interval '1 millisecond'
                  and %s
                order by n.revised_at limit $2""".formatted(columns.all(), notBeingRetired);
    }

    /** What an answer of dispatch changed. */
    record Acknowledged(NodeRow node, boolean closedNow, boolean drainedNow) {}

    /**
     * Dispatch has committed this revision and counted so many live attempts behind it.
     *
     * @return empty when the node has changed since, or all was known already
     */
    Uni<Optional<Acknowledged>> acknowledge(SqlConnection transaction, NodeName name, long revision, int liveAttempts) {
        return transaction
                .preparedQuery(acknowledge)
                .execute(Tuple.of(name.value(), revision, liveAttempts))
                .map(this::acknowledged);
    }

    /** Dispatch, with this revision in force, counts no live attempt. Empty when that is old news or the node changed since. */
    Uni<Optional<Acknowledged>> countedEmpty(SqlConnection transaction, NodeName name, long revision) {
        return transaction
                .preparedQuery(countedEmpty)
                .execute(Tuple.of(name.value(), revision))
                .map(this::acknowledged);
    }

    /**
     * Dispatch holds a revision that this database never issued, as after a restore from a backup. Goes on above it, so
     * that what operators request is newer again.
     */
    Uni<Boolean> overtake(SqlClient client, NodeName name, long revisionOfDispatch) {
        return client.preparedQuery(overtake)
                .execute(Tuple.of(name.value(), revisionOfDispatch))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Nodes of which dispatch has not committed the newest revision, the longest waiting first. */
    Uni<List<NodeRow>> pending(SqlClient client, Duration unattendedFor, int most) {
        return client.preparedQuery(pending)
                .execute(Tuple.of(unattendedFor.toMillis(), most))
                .map(nodes::all);
    }

    private Optional<Acknowledged> acknowledged(RowSet<Row> rows) {
        RowIterator<Row> iterator = rows.iterator();
        if (!iterator.hasNext()) {
            return Optional.empty();
        }
        Row row = iterator.next();
        return Optional.of(new Acknowledged(
                columns.read(row),
                Boolean.TRUE.equals(row.getBoolean("closed_now")),
                Boolean.TRUE.equals(row.getBoolean("drained_now"))));
    }
}
