package io.sluice.dispatch.leases;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.Guarantee;
import io.sluice.dispatch.calm.CalmWatch.Moment;
import io.sluice.dispatch.leases.LossPolicy.Lost;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds what is lost, by the database's clock. */
@Singleton
final class LossStore {
    // Of a process that is known to be gone, since its successor showed the same secret.
    private static final String SUPERSEDED =
            "a.epoch < n.epoch and a.epoch >= coalesce(n.proven_from, 1) and a.unheard_since is null";

    // Of a process that has lost its name and may live: the name was taken over, or the registry went back to a backup.
    private static final String ORPHANED = "(a.epoch < n.proven_from or a.epoch > n.epoch) and a.unheard_since is null";

    // A task or a lease that somebody holds is left for the next time: a report or a renewal of it is under way. The
    // leases stay locked until the commit, so that no node is told that a lease holds whose attempts are being taken.
    // What is due is due by the moment at which it was decided whether losses are held back: were the clock read again
    // here, a database that stood still in between would make all nodes look lost.
    private static final String LOCK_DUE = """
            select a.task_id, a.attempt, gone.superseded, a.unheard_since is not null as taken_over,
                not $6::boolean and heard.at <= $5::timestamptz - allowed.gap as silent
            from node_lease l
            cross join lateral (select * from attempt a where a.node = l.name offset 0) a
            join task t on t.id = any(array[a.task_id])
            left join node_admission n on n.name = l.name
            cross join lateral (
                select case t.guarantee when 'IDEMPOTENT' then $1::bigint when 'EXCLUSIVE' then $2::bigint
                    else $3::bigint end * interval '1 millisecond' as gap) allowed
            cross join lateral (select coalesce(a.unheard_since, l.renewed_at) as at) heard
            cross join lateral (select coalesce(%s, false) as superseded) gone
            where (heard.at <= $5::timestamptz - $1::bigint * interval '1 millisecond'
                    and (a.reconnecting_since is null
                        or not $6::boolean and heard.at <= $5::timestamptz - allowed.gap))
                or gone.superseded
            order by a.task_id
            limit $4
            for update of t, l skip locked""".formatted(SUPERSEDED);

    private static final String RECONNECTING = """
            update attempt a set reconnecting_since = clock_timestamp()
            from unnest($1::uuid[], $2::int[]) as due (task_id, attempt)
            where a.task_id = any(array[due.task_id]) and a.attempt = due.attempt and a.reconnecting_since is null""";

    private static final String OF_OTHER_EPOCHS = """
            select a.task_id from attempt a join node_admission n on n.name = a.node
            where a.node = any($1) and a.epoch <> n.epoch and a.unheard_since is null""";

    // The lease goes to the newest process here: a renewal of the former one that is under way finds it gone, and one
    // that was first is waited for. So the time that is kept is that of the last renewal that was granted.
    private static final String ORPHAN = """
            with fenced as (
                update node_lease l
                set epoch = n.epoch, incarnation = null, replica = null, stream = null, attached_at = null
                from node_admission n
                where n.name = l.name and l.name = any($1) and l.epoch <> n.epoch
                    and exists (select from attempt a where a.node = n.name and %1$s)
                returning l.name, l.renewed_at
            )
            update attempt a set unheard_since = fenced.renewed_at
            from fenced join node_admission n on n.name = fenced.name
            where a.node = any(array[fenced.name]) and a.task_id = any($2) and %1$s""".formatted(ORPHANED);

    private static final String LOST = """
            select a.task_id, a.attempt, a.node, a.epoch, t.guarantee, coalesce(t.cancel_detail, t.cancel_by) as canceler,
                t.max_attempts,
                exists (select from node_lease l where l.name = a.node and l.left_epoch = a.epoch) as node_left,
                case when t.guarantee = 'ONCE' then 0 else (
                    select count(*) from attempt_history h where h.task_id = a.task_id and h.state = 'LOST'
                        and h.reason_code is distinct from 'NOT_STARTED') end::int
                    as lost_before
            from unnest($1::uuid[], $2::int[]) as lost (task_id, attempt)
            join attempt a on a.task_id = any(array[lost.task_id]) and a.attempt = lost.attempt
            join task t on t.id = any(array[a.task_id])""";

    private static final String STILL_SUPERSEDED = """
            select a.task_id, a.attempt from attempt a join node_admission n on n.name = a.node
            where a.task_id = any($1) and %s""".formatted(SUPERSEDED);

    private static final String NEXT_DUE = """
            select extract(epoch from least(
                    min(l.renewed_at),
                    (select min(unheard_since) from attempt where unheard_since is not null))
                - clock_timestamp()) * 1000 as millis
            from node_lease l where exists (select from attempt a where a.node = l.name)""";

    private final long lease;
    private final long lostAfter;
    private final long reconnectWindow;

    LossStore(DispatchConfig config) {
        this.lease = config.lease().toMillis();
        this.lostAfter = config.lostAfter().toMillis();
        this.reconnectWindow = config.reconnectWindow().toMillis();
    }

    /**
     * An attempt whose lease has run out.
     *
     * @param takenOver whether its process has lost its name, so that the lease is another's
     * @param silent whether it is lost for that; never while losses are held back
     */
    record Due(AttemptRef ref, boolean superseded, boolean takenOver, boolean silent) {}

    /** Some of the attempts about which something is to be done at that moment; their tasks are locked. */
    Uni<List<Due>> lockDue(SqlConnection transaction, Moment moment, int most) {
        return transaction
                .preparedQuery(LOCK_DUE)
                .execute(Tuple.of(lease, lostAfter, reconnectWindow, most, Rows.parameter(moment.now()), moment.held()))
                .map(rows -> Rows.list(
                        rows,
                        row -> new Due(
                                ref(row),
                                row.getBoolean("superseded"),
                                row.getBoolean("taken_over"),
                                row.getBoolean("silent"))));
    }

    /** The results of these are awaited from a node that is not heard of. */
    Uni<Void> reconnecting(SqlConnection transaction, Collection<AttemptRef> attempts) {
        return transaction.preparedQuery(RECONNECTING).execute(refs(attempts)).replaceWithVoid();
    }

    /** The tasks of which these nodes hold attempts in another epoch than their own. */
    Uni<List<UUID>> tasksOfOtherEpochs(SqlConnection transaction, Collection<String> nodes) {
        return transaction
                .preparedQuery(OF_OTHER_EPOCHS)
                .execute(Tuple.tuple().addArrayOfString(nodes.toArray(String[]::new)))
                .map(rows -> Rows.list(rows, row -> row.getUUID("task_id")));
    }

    /** Nobody renews the leases of these nodes, or gives them away, until the transaction ends. Taken before tasks are. */
    Uni<Void> lockLeases(SqlConnection transaction, Collection<String> nodes) {
        return transaction
                .preparedQuery("select from node_lease where name = any($1) order by name for update")
                .execute(Tuple.tuple().addArrayOfString(nodes.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /**
     * Those of the tasks' attempts whose process may live on without its name wait from here on for as long as their
     * guarantee says, counted from the last renewal of that process. The tasks are locked.
     */
    Uni<Void> orphan(SqlConnection transaction, Collection<String> nodes, Collection<UUID> tasks) {
        return transaction
                .preparedQuery(ORPHAN)
                .execute(Tuple.tuple()
                        .addArrayOfString(nodes.toArray(String[]::new))
                        .addArrayOfUUID(tasks.toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    /** Those of the tasks' attempts whose process is known to be gone, read under the locks of the tasks. */
    Uni<List<AttemptRef>> superseded(SqlConnection transaction, Collection<UUID> tasks) {
        return transaction
                .preparedQuery(STILL_SUPERSEDED)
                .execute(Tuple.tuple().addArrayOfUUID(tasks.toArray(UUID[]::new)))
                .map(rows -> Rows.list(rows, LossStore::ref));
    }

    /** What is known of those of the attempts that are live, read under the locks of their tasks. */
    Uni<List<Lost>> lost(SqlConnection transaction, Collection<AttemptRef> attempts, LossCause cause) {
        return transaction
                .preparedQuery(LOST)
                .execute(refs(attempts))
                .map(rows -> Rows.list(
                        rows,
                        row -> new Lost(
                                ref(row),
                                new NodeName(row.getString("node")),
                                new Epoch(row.getLong("epoch")),
                                Guarantee.valueOf(row.getString("guarantee")),
                                row.getString("canceler"),
                                row.getInteger("lost_before"),
                                row.getInteger("max_attempts"),
                                row.getBoolean("node_left"),
                                cause)));
    }

    /** How long until the first lease runs out on which an attempt depends; negative when one has; empty when there is none. */
    Uni<Optional<Duration>> nextDue(SqlClient client) {
        return client.preparedQuery(NEXT_DUE).execute().map(rows -> {
            Double sinceRenewal = rows.iterator().next().getDouble("millis");
            return sinceRenewal == null
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(sinceRenewal.longValue() + lease));
        });
    }

    private static AttemptRef ref(Row row) {
        return new AttemptRef(row.getUUID("task_id"), row.getInteger("attempt"));
    }

    private static Tuple refs(Collection<AttemptRef> attempts) {
        return Tuple.tuple()
                .addArrayOfUUID(attempts.stream().map(AttemptRef::taskId).toArray(UUID[]::new))
                .addArrayOfInteger(attempts.stream().map(AttemptRef::attempt).toArray(Integer[]::new));
    }
}
