package io.sluice.registry.membership;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.task.TaskTypes;
import io.sluice.registry.membership.RegistrationPolicy.Holder;
import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.sluice.service.auth.NodeProof;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives a name to a process, and takes it from the one before. */
@Singleton
final class RegistrationStore {
    private final NodeColumns columns;
    private final NodeStore nodes;
    private final String holder;
    private final String register;
    private final String stop;
    private final String goodbye;

    RegistrationStore(NodeColumns columns, NodeStore nodes) {
        this.columns = columns;
        this.nodes = nodes;
        this.holder = """
                select n.epoch, n.incarnation, n.secret_hash, n.goodbye_at is not null as said_goodbye,
                    %s as offline, n.last_seen_at
                from node n where n.name = $1""".formatted(columns.offline());
        // Inserts no row, and so answers none, when this incarnation has ended. Otherwise: a name that is free starts
        // above whatever it had before it was retired; the same incarnation keeps its epoch; another takes the next one
        // and ends the older, and with it the older's own stop. An operator's drain, cap and labels are not touched.
        this.register = """
                with past as (
                    select from past_incarnation where name = $1 and incarnation = $3
                ), last as (
                    select coalesce(max(epoch), 0) as epoch, coalesce(max(revision), 0) as revision
                    from past_incarnation where name = $1
                ), before as (
                    select * from node where name = $1
                ), superseded as (
                    insert into past_incarnation (name, incarnation, epoch, revision, ended_as)
                    select name, incarnation, epoch, revision, 'SUPERSEDED' from before
                    where incarnation <> $3 and not exists (select from past)
                )
                insert into node as n
                    (name, id, epoch, incarnation, kind, version, own_labels, place, own_task_cap, types, types_said_by,
                    revision, secret_hash, proven_from)
                select $1, $2, last.epoch + 1, $3, $4, $5, $6, $7, $8, $9, $3, last.revision + 1, $10, last.epoch + 1
                from last where not exists (select from past)
                on conflict (name) do update set
                    epoch = n.epoch + (n.incarnation <> excluded.incarnation)::int,
                    incarnation = excluded.incarnation,
                    kind = excluded.kind,
                    version = excluded.version,
                    own_labels = excluded.own_labels,
                    place = excluded.place,
                    own_task_cap = excluded.own_task_cap,
                    types = excluded.types,
                    types_said_by = excluded.types_said_by,
                    revision = n.revision
                        + ((n.incarnation, n.kind, n.own_labels, n.own_task_cap, n.types, n.types_said_by, n.secret_hash)
                            is distinct from (excluded.incarnation, excluded.kind, excluded.own_labels,
                                excluded.own_task_cap, excluded.types, excluded.types_said_by,
                                excluded.secret_hash))::int,
                    secret_hash = excluded.secret_hash,
                    proven_from = case when $11 then n.proven_from else n.epoch + 1 end,
                    revised_at = now(),
                    registered_at = case when n.incarnation = excluded.incarnation then n.registered_at else now() end,
                    last_seen_at = now(),
                    goodbye_at = null,
                    stop_since = case when n.incarnation = excluded.incarnation then n.stop_since end,
                    stop_epoch = case when n.incarnation = excluded.incarnation then n.stop_epoch end,
                    barrier_closed_at = case when n.incarnation = excluded.incarnation or n.drain_since is not null
                                             then n.barrier_closed_at end,
                    barrier_attempts = case when n.incarnation = excluded.incarnation or n.drain_since is not null
                                            then n.barrier_attempts end,
                    drained_at = case when n.incarnation = excluded.incarnation or n.drain_since is not null
                                      then n.drained_at end,
                    retire_asked_at = null,
                    closed_reason = case when n.incarnation = excluded.incarnation then n.closed_reason end,
                    closed_since = case when n.incarnation = excluded.incarnation then n.closed_since end,
                    offline_recorded_at =
                        case when n.incarnation = excluded.incarnation then n.offline_recorded_at end
                returning %s,
                    (select b.epoch from before b) as epoch_before,
                    (select b.revision from before b) is distinct from n.revision as changed""".formatted(columns.all());
        // With an operator's drain the node is closed already, and dispatch need not hear of it again.
        this.stop = """
                update node n set
                    stop_since = now(), stop_epoch = n.epoch,
                    barrier_closed_at = case when n.drain_since is not null then n.barrier_closed_at end,
                    barrier_attempts = case when n.drain_since is not null then n.barrier_attempts end,
                    drained_at = case when n.drain_since is not null then n.drained_at end,
                    revision = n.revision + (n.drain_since is null)::int,
                    revised_at = case when n.drain_since is null then now() else n.revised_at end
                where n.name = $1 and n.epoch = $2 and n.incarnation = $3 and n.goodbye_at is null
                  and n.stop_epoch is distinct from n.epoch
                returning %s""".formatted(columns.all());
        this.goodbye = """
                update node n set goodbye_at = now(), offline_recorded_at = now()
                where n.name = $1 and n.epoch = $2 and n.incarnation = $3 and n.goodbye_at is null and %s
                returning %s""".formatted(ProofColumns.fits("$4", "$5"), columns.all());
    }

    /**
     * A registration that was accepted.
     *
     * @param changed whether anything is new: false when the same process repeats itself
     * @param supersedes the epoch that is refused from now on, if the name had another process
     */
    record Registered(NodeRow node, boolean changed, Optional<Epoch> supersedes) {}

    /** Who has the name. Nobody else registers, retires or changes it until the transaction ends. */
    Uni<Optional<Holder>> holder(SqlConnection transaction, NodeName name) {
        return nodes.lockName(transaction, name).chain(() -> holder(transaction, name, holder + " for update"));
    }

    /** Who has the name, without a lock: to tell of it alone. A lock here would come after the row's, against the order. */
    Uni<Optional<Holder>> holderNow(SqlConnection transaction, NodeName name) {
        return holder(transaction, name, holder);
    }

    private static Uni<Optional<Holder>> holder(SqlConnection transaction, NodeName name, String statement) {
        return transaction
                .preparedQuery(statement)
                .execute(Tuple.of(name.value()))
                .map(rows -> Rows.first(rows, RegistrationStore::holder));
    }

    /**
     * Registers, or answers empty when this incarnation has ended; {@link #past} then says how.
     *
     * @param olderIsGone whether the process before it is known not to live any more
     */
    Uni<Optional<Registered>> register(
            SqlConnection transaction,
            RegisterRequest request,
            UUID idIfNew,
            @Nullable String secretHash,
            boolean olderIsGone) {
        Tuple parameters = Tuple.tuple()
                .addString(request.name().value())
                .addUUID(idIfNew)
                .addUUID(request.incarnation())
                .addString(request.kind().name())
                .addString(request.version())
                .addJsonObject(object(request.labels()))
                .addJsonObject(object(request.place() == null ? Map.of() : request.place()))
                .addInteger(request.taskCap())
                .addArrayOfString(
                        request.types() == null
                                ? null
                                : TaskTypes.orAssumed(request.types()).toArray(String[]::new))
                .addString(secretHash)
                .addBoolean(olderIsGone);
        return nodes.lockName(transaction, request.name())
                .chain(() -> transaction.preparedQuery(register).execute(parameters))
                .map(this::registered);
    }

    /** How an incarnation of a name has ended, if it has. */
    Uni<Optional<PastIncarnation>> past(SqlConnection transaction, NodeName name, UUID incarnation) {
        return transaction
                .preparedQuery("select ended_as from past_incarnation where name = $1 and incarnation = $2")
                .execute(Tuple.of(name.value(), incarnation))
                .map(rows -> Rows.first(rows, row -> PastIncarnation.valueOf(row.getString("ended_as"))));
    }

    /** The process was told to stop. Empty when that was on record, it has left, or is not the node of this name. */
    Uni<Optional<NodeRow>> stop(SqlConnection transaction, NodeName name, Epoch epoch, UUID incarnation) {
        return transaction
                .preparedQuery(stop)
                .execute(Tuple.of(name.value(), epoch.value(), incarnation))
                .map(nodes::first);
    }

    /** The process leaves: OFFLINE from now on. Empty when it had left already, or is not the node of this name. */
    Uni<Optional<NodeRow>> goodbye(
            SqlConnection transaction, NodeName name, Epoch epoch, UUID incarnation, NodeProof proof) {
        return transaction
                .preparedQuery(goodbye)
                .execute(Tuple.of(name.value(), epoch.value(), incarnation, proof.secretHash(), proof.joined()))
                .map(nodes::first);
    }

    private static Holder holder(Row row) {
        return new Holder(
                new Epoch(row.getLong("epoch")),
                row.getUUID("incarnation"),
                row.getString("secret_hash"),
                row.getBoolean("said_goodbye"),
                row.getBoolean("offline"),
                row.getOffsetDateTime("last_seen_at").toInstant());
    }

    private Optional<Registered> registered(RowSet<Row> rows) {
        RowIterator<Row> iterator = rows.iterator();
        if (!iterator.hasNext()) {
            return Optional.empty();
        }
        Row row = iterator.next();
        NodeRow node = columns.read(row);
        Optional<Epoch> before =
                Optional.ofNullable(row.getLong("epoch_before")).map(Epoch::new);
        return Optional.of(new Registered(
                node, row.getBoolean("changed"), before.filter(epoch -> epoch.isOlderThan(node.epoch()))));
    }

    private static JsonObject object(Map<String, String> strings) {
        JsonObject object = new JsonObject();
        strings.forEach(object::put);
        return object;
    }
}
