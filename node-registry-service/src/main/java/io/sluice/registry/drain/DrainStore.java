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
    private final String capacity;
    private final String begin;
    private final String amend;
    private final String lift;
    private final String emptying;
    private final String overdue;
    private final String deadlineDone;

    DrainStore(NodeColumns columns, NodeStore nodes) {
        this.nodes = nodes;
        String all = columns.all();
        this.capacity = """
                select coalesce(sum(coalesce(n.operator_task_cap, n.own_task_cap)), 0)::int as slots
                from node n where n.drain_since is null and not %s""".formatted(columns.offline());
        this.begin = """
                update node n set
                    drain_since = now(), drain_reason = $3, drain_by = $4, drain_deadline = $5, drain_on_deadline = $6,
                    barrier_closed_at = null, barrier_attempts = null, drained_at = null, deadline_done_at = null,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_since is null
                returning %s""".formatted(all);
        // The same drain: who began it, when, and what has come of it stay. Another end is one that is not done yet.
        this.amend = """
                update node n set
                    drain_reason = $3, drain_deadline = $4, drain_on_deadline = $5,
                    deadline_done_at = case when (n.drain_deadline, n.drain_on_deadline) is distinct from ($4, $5) then null
                                            else n.deadline_done_at end,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_since is not null
                returning %s""".formatted(all);
        this.lift = """
                update node n set
                    drain_since = null, drain_reason = null, drain_by = null, drain_deadline = null,
                    drain_on_deadline = null, barrier_closed_at = null, barrier_attempts = null, drained_at = null, deadline_done_at = null,
                    revision = n.revision + 1, revised_at = now()
                where n.name = $1 and n.revision = $2 and n.drain_since is not null
                returning %s""".formatted(all);
        this.emptying = """
                select %s from node n
                where n.drain_since is not null and n.drained_at is null
                  and n.barrier_closed_at is not null and n.barrier_revision = n.revision
                order by n.name""".formatted(all);
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

    /** Slots of all nodes that are RUNNING. */
    Uni<Integer> capacity(SqlClient client) {
        return client.preparedQuery(capacity)
                .execute()
                .map(rows -> rows.iterator().next().getInteger("slots"));
    }

    /** Stores the wish. */
    Uni<Optional<NodeRow>> begin(SqlConnection transaction, NodeRow seen, DrainWish wish, String by) {
        return transaction
                .preparedQuery(begin)
                .execute(Tuple.tuple()
                        .addString(seen.name().value())
                        .addLong(seen.revision())
                        .addString(wish.reason())
                        .addString(by)
                        .addOffsetDateTime(time(wish.deadline()))
                        .addString(wish.onDeadline().name()))
                .map(nodes::first);
    }

    /** Gives the drain that stands another reason and end. */
    Uni<Optional<NodeRow>> amend(SqlConnection transaction, NodeRow seen, DrainWish wish) {
        return transaction
                .preparedQuery(amend)
                .execute(Tuple.tuple()
                        .addString(seen.name().value())
                        .addLong(seen.revision())
                        .addString(wish.reason())
                        .addOffsetDateTime(time(wish.deadline()))
                        .addString(wish.onDeadline().name()))
                .map(nodes::first);
    }

    /** Takes the wish away. */
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
