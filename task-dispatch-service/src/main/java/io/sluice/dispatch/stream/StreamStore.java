package io.sluice.dispatch.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.edge.NodeProofs;
import io.sluice.dispatch.edge.NodeProofs.Needed;
import io.sluice.service.auth.NodeProof;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.UUID;

/** Which stream of which replica serves a node: the newest one that attached. */
@Singleton
final class StreamStore {
    // Attaching is as good as a renewal. An epoch that is older than the lease's changes nothing.
    private static final String ATTACH = """
            with known as (
                select name, epoch, retired_at is not null as retired, needs_secret, secret_hash, %s as proven
                from node_admission n where name = $1
            ), attached as (
                insert into node_lease as lease (name, epoch, replica, stream, attached_at, renewed_at)
                select name, epoch, $3, $4, now, now
                from known, (select clock_timestamp() as now) moment
                where epoch = $2 and not retired and proven
                on conflict (name) do update set
                    epoch = excluded.epoch, replica = excluded.replica, stream = excluded.stream,
                    incarnation = case when lease.epoch = excluded.epoch then lease.incarnation end,
                    closed_reason = case when lease.epoch = excluded.epoch then lease.closed_reason end,
                    closed_since = case when lease.epoch = excluded.epoch then lease.closed_since end,
                    attached_at = excluded.attached_at, renewed_at = excluded.renewed_at, left_epoch = null
                where lease.epoch <= excluded.epoch
                returning name
            )
            select known.epoch, known.retired, known.needs_secret, known.secret_hash,
                exists (select from attached) as attached
            from (select) one left join known on true""".formatted(NodeProofs.isMet("n", "$5", "$6"));

    private static final String DETACH = """
            update node_lease lease set replica = null, stream = null, attached_at = null
            from unnest($1::text[], $2::uuid[]) as gone (name, stream)
            where lease.name = gone.name and lease.stream = gone.stream""";

    private static final String DETACH_ALL = """
            update node_lease set replica = null, stream = null, attached_at = null where replica = $1""";

    // The claim locks the node's admission and then reads the lease. Taking that lock first makes the answer a barrier:
    // a claim that is under way is waited for, and a later one sees that the node is gone.
    private static final String LOCK_ADMISSION =
            "select epoch, needs_secret, secret_hash from node_admission where name = $1 for update";

    private static final String LEAVE = """
            update node_lease set replica = null, stream = null, attached_at = null, left_epoch = epoch
            where name = $1 and epoch = $2 and (incarnation is null or incarnation = $3)""";

    record Stream(String name, UUID id) {}

    /** The stream serves the node from the commit on, in place of any other. */
    Uni<AttachOutcome> attach(
            SqlConnection transaction, NodeName name, Epoch epoch, UUID replica, UUID stream, NodeProof proof) {
        return transaction
                .preparedQuery(ATTACH)
                .execute(Tuple.of(name.value(), epoch.value(), replica, stream, proof.secretHash(), proof.joined()))
                .map(rows -> outcome(rows.iterator().next(), epoch, proof));
    }

    /** Nothing serves the nodes of these streams any more, unless newer streams do. */
    Uni<Void> detach(SqlClient client, Collection<Stream> streams) {
        return client.preparedQuery(DETACH)
                .execute(Tuple.tuple()
                        .addArrayOfString(streams.stream().map(Stream::name).toArray(String[]::new))
                        .addArrayOfUUID(streams.stream().map(Stream::id).toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    /** No stream of this replica serves a node any more. */
    Uni<Void> detachAll(SqlClient client, UUID replica) {
        return client.preparedQuery(DETACH_ALL).execute(Tuple.of(replica)).replaceWithVoid();
    }

    /** The process takes nothing more: no claim that follows the commit assigns to it, and nobody waits for its renewals. */
    Uni<LeaveOutcome> leave(SqlConnection transaction, NodeName name, Epoch epoch, UUID incarnation, NodeProof proof) {
        return transaction
                .preparedQuery(LOCK_ADMISSION)
                .execute(Tuple.of(name.value()))
                .chain(found -> {
                    for (Row row : found) {
                        Needed needed = Needed.of(row);
                        if (needed != null && row.getLong("epoch") == epoch.value() && !needed.isMetBy(proof)) {
                            return Uni.createFrom().item(new LeaveOutcome.NotProven(needed));
                        }
                    }
                    return leave(transaction, Tuple.of(name.value(), epoch.value(), incarnation));
                });
    }

    private static Uni<LeaveOutcome> leave(SqlConnection transaction, Tuple process) {
        return transaction
                .preparedQuery(LEAVE)
                .execute(process)
                .map(left -> left.rowCount() == 1 ? new LeaveOutcome.Left() : new LeaveOutcome.NotTheHolder());
    }

    private static AttachOutcome outcome(Row row, Epoch epoch, NodeProof proof) {
        if (row.getBoolean("attached")) {
            return new AttachOutcome.Attached();
        }
        Long known = row.getLong("epoch");
        if (known == null || known < epoch.value()) {
            return new AttachOutcome.NotYetKnown();
        }
        if (known > epoch.value()) {
            return new AttachOutcome.StaleEpoch(new Epoch(known));
        }
        if (row.getBoolean("retired")) {
            return new AttachOutcome.Retired();
        }
        Needed needed = Needed.of(row);
        return needed == null || needed.isMetBy(proof)
                ? new AttachOutcome.NotYetKnown()
                : new AttachOutcome.NotProven(needed);
    }
}
