package io.sluice.dispatch.leases;

import io.sluice.contracts.StorableText;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.dispatch.edge.NodeProofs;
import io.sluice.dispatch.edge.NodeProofs.Needed;
import io.sluice.dispatch.leases.RenewalPolicy.Live;
import io.sluice.dispatch.leases.Renewals.OfNode;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Renews the leases of many nodes in one statement. */
@Singleton
final class RenewalStore {
    // Rows are locked in the order of their names, since two replicas may renew the same nodes at once. A renewal may
    // come before the stream: then it makes the row, or takes it over from an older epoch, with no stream. A renewal
    // that was on its way when a report closed the node does not open it again: who opens has heard of a renewal
    // since. That is decided by the row as it is once it is locked, not as the statement found it. Of one name there
    // may be several here, of which those are passed over that have no proof of being the node.
    private static final String RENEW = """
            with asked as (
                select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[],
                        $7::boolean[]) with ordinality
                    as a (name, epoch, incarnation, since, closed, shown_hash, joined, position)
            ), known as (
                select asked.position, asked.name, asked.epoch, asked.incarnation, n.epoch as newest,
                    n.retired_at is not null as retired, n.needs_secret, n.secret_hash,
                    n.epoch = asked.epoch and n.retired_at is null and %s as renewable, asked.since, asked.closed
                from asked left join node_admission n using (name)
            ), renewed as (
                insert into node_lease as lease (name, epoch, incarnation, renewed_at, closed_reason, closed_since)
                select distinct on (name) name, epoch, incarnation, clock_timestamp(), closed,
                    case when closed is not null then clock_timestamp() end
                from known
                where renewable
                order by name
                on conflict (name) do update set
                    epoch = excluded.epoch, incarnation = excluded.incarnation, renewed_at = clock_timestamp(),
                    replica = case when lease.epoch = excluded.epoch then lease.replica end,
                    stream = case when lease.epoch = excluded.epoch then lease.stream end,
                    attached_at = case when lease.epoch = excluded.epoch then lease.attached_at end,
                    (closed_reason, closed_since) = (
                        select now.reason, case when now.reason is not null then coalesce(
                            case when lease.epoch = excluded.epoch then lease.closed_since end, excluded.closed_since) end
                        from (select case
                            when excluded.closed_reason is null and lease.epoch = excluded.epoch
                                and lease.closed_since > (
                                    select coalesce(max(k.since), '-infinity') from known k
                                    where k.name = excluded.name and k.renewable)
                            then lease.closed_reason else excluded.closed_reason end as reason) now)
                where lease.epoch <= excluded.epoch
                returning name, renewed_at
            )
            select known.position, known.newest, known.retired, known.needs_secret, known.secret_hash, renewed.renewed_at
            from known left join renewed on renewed.name = known.name and known.renewable""".formatted(NodeProofs.isMet("n", "asked.shown_hash", "asked.joined"));

    private static final String LIVE = """
            select node, task_id, attempt, epoch, started_at, stop_cause, reconnecting_since is not null as reconnecting
            from attempt where node = any($1)""";

    private static final String RECONNECTED = """
            with mine as (
                select t.id from attempt a join task t on t.id = any(array[a.task_id])
                where a.node = any($1) and a.reconnecting_since is not null and a.unheard_since is null
                order by a.task_id for update of t skip locked
            )
            update attempt a set reconnecting_since = null from mine where a.task_id = any(array[mine.id])""";

    /**
     * What was found.
     *
     * @param newest epoch of the name, or null when the registry's word of it has not come
     * @param needed what proves to be the node; null as the epoch is
     * @param renewedAt null when the lease was not renewed
     */
    record Standing(
            @Nullable Epoch newest,
            boolean retired,
            @Nullable Needed needed,
            @Nullable Instant renewedAt) {}

    /** A live attempt of a node. */
    record Found(NodeName node, Epoch epoch, Live live, boolean reconnecting) {}

    /** Renews; one answer for each, in their order. */
    Uni<List<Standing>> renew(SqlClient client, List<OfNode> wanted) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(wanted.stream().map(one -> one.node().value()).toArray(String[]::new))
                .addArrayOfLong(wanted.stream()
                        .map(one -> one.renewal().epoch().value())
                        .toArray(Long[]::new))
                .addArrayOfUUID(
                        wanted.stream().map(one -> one.renewal().incarnation()).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(wanted.stream()
                        .map(one -> Rows.parameter(one.renewal().since()))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfString(wanted.stream()
                        .map(one -> one.renewal().closed())
                        .map(closed -> closed == null ? null : StorableText.replaced(closed))
                        .toArray(String[]::new))
                .addArrayOfString(
                        wanted.stream().map(one -> one.proof().secretHash()).toArray(String[]::new))
                .addArrayOfBoolean(
                        wanted.stream().map(one -> one.proof().joined()).toArray(Boolean[]::new));
        return client.preparedQuery(RENEW).execute(parameters).map(rows -> {
            Standing[] standings = new Standing[wanted.size()];
            rows.forEach(row -> standings[row.getLong("position").intValue() - 1] = standing(row));
            return List.of(standings);
        });
    }

    /** The live attempts of the nodes, of all epochs. */
    Uni<List<Found>> live(SqlClient client, Collection<NodeName> nodes) {
        return client.preparedQuery(LIVE).execute(names(nodes)).map(rows -> Rows.list(rows, RenewalStore::found));
    }

    /** The results of these nodes' attempts are not awaited any more: the nodes are back. What is locked is left for the next time. */
    Uni<Void> reconnected(SqlClient client, Collection<NodeName> nodes) {
        return client.preparedQuery(RECONNECTED).execute(names(nodes)).replaceWithVoid();
    }

    private static Standing standing(Row row) {
        Long newest = row.getLong("newest");
        return new Standing(
                newest == null ? null : new Epoch(newest),
                Boolean.TRUE.equals(row.getBoolean("retired")),
                Needed.of(row),
                Rows.instant(row, "renewed_at"));
    }

    private static Found found(Row row) {
        String stopCause = row.getString("stop_cause");
        return new Found(
                new NodeName(row.getString("node")),
                new Epoch(row.getLong("epoch")),
                new Live(
                        new AttemptRef(row.getUUID("task_id"), row.getInteger("attempt")),
                        Rows.instant(row, "started_at"),
                        stopCause == null ? null : StopCause.valueOf(stopCause)),
                row.getBoolean("reconnecting"));
    }

    private static Tuple names(Collection<NodeName> nodes) {
        return Tuple.tuple()
                .addArrayOfString(nodes.stream().map(NodeName::value).toArray(String[]::new));
    }
}
