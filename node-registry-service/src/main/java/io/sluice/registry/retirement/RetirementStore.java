package io.sluice.registry.retirement;

import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Deletes nodes in two steps, since dispatch has to agree in between.
 *
 * <p>The first step takes two revisions: the lower closes the node in dispatch for good, the upper is what the node has
 * if it comes back all the same, and so is always newer than what closed it.
 */
@Singleton
final class RetirementStore {
    private final NodeStore nodes;
    private final String reserve;
    private final String delete;

    RetirementStore(NodeColumns columns, NodeStore nodes) {
        this.nodes = nodes;
        this.reserve = """
                update node n set revision = n.revision + 2, revised_at = now(), retire_asked_at = now()
                where n.name = $1 and n.epoch = $2 and n.revision = $3 and %s
                returning %s""".formatted(columns.offline(), columns.all());
        // A barrier revision that has caught up means that dispatch was told to open the node again meanwhile.
        this.delete = """
                with gone as (
                    delete from node n
                    where n.name = $1 and n.epoch = $2 and n.revision = $3 and n.barrier_revision < n.revision and %s
                    returning %s
                ), tombstone as (
                    insert into past_incarnation (name, incarnation, epoch, revision, ended_as)
                    select name, incarnation, epoch, revision, 'RETIRED' from gone
                )
                select * from gone""".formatted(columns.offline(), columns.all());
    }

    /** The revision that closes the node in dispatch, once {@link #reserve} has answered this row. */
    static long closingRevision(NodeRow reserved) {
        return reserved.revision() - 1;
    }

    /** Takes two revisions for the retirement. Empty when the node has changed or come back. */
    Uni<Optional<NodeRow>> reserve(SqlClient client, NodeRow seen) {
        return client.preparedQuery(reserve)
                .execute(Tuple.of(seen.name().value(), seen.epoch().value(), seen.revision()))
                .map(nodes::first);
    }

    /** Gives the reservation up: the sweeper tells dispatch to open the node again, if it was closed at all. */
    Uni<Void> release(SqlClient client, NodeRow reserved) {
        return client.preparedQuery(
                        "update node set retire_asked_at = null where name = $1 and epoch = $2 and revision = $3")
                .execute(Tuple.of(reserved.name().value(), reserved.epoch().value(), reserved.revision()))
                .replaceWithVoid();
    }

    /**
     * Deletes the node and remembers its incarnation. Empty when it has come back since: then it stays, under the upper
     * revision.
     */
    Uni<Optional<NodeRow>> delete(SqlConnection transaction, NodeRow reserved) {
        return nodes.lockName(transaction, reserved.name())
                .chain(() -> transaction
                        .preparedQuery(delete)
                        .execute(Tuple.of(
                                reserved.name().value(), reserved.epoch().value(), reserved.revision())))
                .map(nodes::first);
    }
}
