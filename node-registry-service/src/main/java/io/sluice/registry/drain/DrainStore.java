package io.sluice.registry.drain;

import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drains as stored. Each change is a compare-and-set on the node's revision. */
@Singleton
final class DrainStore {
    private final NodeStore nodes;
    private final String begin;
    private final String amend;
    private final String lift;
    private final String emptying;
    private final String overdue;
    private final String deadlineDone;

    DrainStore(NodeColumns columns, NodeStore nodes) {
        this.nodes = nodes;
        String all = columns.all();
        this.begin = """
                update node n set
                    drain_since = now(), drain_reason = $3, drain_by = $4, drain_deadline = $5, drain_on_deadline = $6,
                    drain_deadline_by = case when $5::timestamptz is not null then $4 end,
                    drain_changed_by = null, drain_changed_at = null,
                    barrier_closed_at = null, barrier_attempts = null, drained_at = null, deadline_done_at = null,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_since is null
                returning %s""".formatted(all);
        // The same drain: since when, and what has come of it, stay. Whoever gives it other words signs it, and whoever
        // gives it another end signs that: it is one that is not done yet.
        this.amend = """
                update node n set
                    drain_reason = $3, drain_deadline = $5, drain_on_deadline = $6,
                    drain_by = case when n.drain_reason = $3 then n.drain_by else $4 end,
                    drain_deadline_by = case
                        when $5::timestamptz is null then null
                        when (n.drain_deadline, n.drain_on_deadline) is distinct from ($5, $6) then $4
                        else coalesce(n.drain_deadline_by, n.drain_by) end,
                    drain_changed_by = $4, drain_changed_at = greatest(now(), n.drain_since),
                    deadline_done_at = case when (n.drain_deadline, n.drain_on_deadline) is distinct from ($5, $6) then null
                                            else n.deadline_done_at end,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_since is not null
                returning %s""".formatted(all);
        this.lift = """
                update node n set
                    drain_since = null, drain_reason = null, drain_by = null, drain_deadline = null,
                    drain_on_deadline = null, drain_deadline_by = null, drain_changed_by = null, drain_changed_at = null,
                    barrier_closed_at = null, barrier_attempts = null, drained_at = null, deadline_done_at = null,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_since is not null
                returning %s""".formatted(all);
        this.emptying = """
                select %s from node n
                where (n.drain_since is not null or n.stop_since is not null) and n.drained_at is null and %s
                  and n.barrier_closed_at is not null and n.barrier_revision = n.revision
                order by n.name""".formatted(all, columns.drains());
        this.overdue = """
                select %s from node n
                where n.drain_since is not null and n.drained_at is null
                  and n.barrier_closed_at is not null and n.deadline_done_at is null and n.drain_deadline <= now()
                order by n.name limit $1""".formatted(all);
        this.deadlineDone = """
                update node n set deadline_done_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_deadline is not null and n.deadline_done_at is null
                returning %s""".formatted(all);
    }

    /** Stores the drain. */
    Uni<Optional<NodeRow>> begin(SqlConnection transaction, NodeRow seen, DrainTerms terms, String by) {
        return write(begin, transaction, seen, terms, by);
    }

    /** Gives the drain that stands other terms. */
    Uni<Optional<NodeRow>> amend(SqlConnection transaction, NodeRow seen, DrainTerms terms, String by) {
        return write(amend, transaction, seen, terms, by);
    }

    private Uni<Optional<NodeRow>> write(
            String statement, SqlConnection transaction, NodeRow seen, DrainTerms terms, String by) {
        return transaction
                .preparedQuery(statement)
                .execute(Tuple.tuple()
                        .addString(seen.name().value())
                        .addLong(seen.revision())
                        .addString(terms.reason())
                        .addString(by)
                        .addOffsetDateTime(time(terms.deadline()))
                        .addString(terms.onDeadline().name()))
                .map(nodes::first);
    }

    /** Lifts the operator's drain. What a stop that stands has come to is found anew. */
    Uni<Optional<NodeRow>> lift(SqlConnection transaction, NodeRow seen) {
        return transaction
                .preparedQuery(lift)
                .execute(Tuple.of(seen.name().value(), seen.revision()))
                .map(nodes::first);
    }

    /** Nodes behind a closed barrier that are not yet on record as DRAINED. */
    Uni<List<NodeRow>> emptying(SqlClient client) {
        return client.preparedQuery(emptying).execute().map(nodes::all);
    }

    /** Nodes whose drain is past its deadline, with what was asked for then still to be done. */
    Uni<List<NodeRow>> overdue(SqlClient client, int most) {
        return client.preparedQuery(overdue).execute(Tuple.of(most)).map(nodes::all);
    }

    /** What was asked for at the deadline is done. Empty when that is on record already, or the drain has changed. */
    Uni<Optional<NodeRow>> deadlineDone(SqlConnection transaction, NodeRow seen) {
        return transaction
                .preparedQuery(deadlineDone)
                .execute(Tuple.of(seen.name().value(), seen.revision()))
                .map(nodes::first);
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
