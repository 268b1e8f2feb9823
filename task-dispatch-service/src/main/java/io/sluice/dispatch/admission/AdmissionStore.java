package io.sluice.dispatch.admission;

import io.sluice.contracts.Json;
import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskTypes;
import io.sluice.dispatch.node.LeaseConditions;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The rows that the claim locks, and that a drain's barrier writes. */
@Singleton
final class AdmissionStore {
    private static final String LOCK = """
            select epoch, revision, task_cap, draining, retired_at is not null as retired
            from node_admission where name = $1 for update""";

    // A registry of an older version says nothing of the types and of the claim, and the topic tells no hash: of one
    // epoch all are kept as they are known. The registry's call brings the hash to what the topic told before it.
    // The row is locked even when it is newer and stays as it is: the answer waits for a claim that is under way.
    private static final String ADMIT = """
            insert into node_admission as stored
                (name, epoch, kind, revision, task_cap, labels, drain, types, types_epoch,
                 needs_secret, secret_hash, proven_from)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $2, coalesce($9, false), $10, $11)
            on conflict (name) do update set
                needs_secret = coalesce($9, excluded.epoch = stored.epoch and stored.needs_secret),
                secret_hash = coalesce(excluded.secret_hash, case
                    when excluded.epoch = stored.epoch and coalesce($9, true) then stored.secret_hash end),
                proven_from = coalesce(excluded.proven_from, case
                    when excluded.epoch = stored.epoch then stored.proven_from end),
                epoch = excluded.epoch, kind = excluded.kind, revision = excluded.revision,
                task_cap = excluded.task_cap, labels = excluded.labels, drain = excluded.drain,
                types = coalesce(excluded.types, case when stored.types_epoch = excluded.epoch then stored.types end),
                types_epoch = excluded.types_epoch,
                retired_at = null, retired_by = null, changed_at = clock_timestamp()
            where excluded.revision > stored.revision
                or excluded.revision = stored.revision and excluded.epoch = stored.epoch
                    and stored.needs_secret and stored.secret_hash is null and excluded.secret_hash is not null""";

    // A name that was never heard of gets its tombstone too, so that an older admission that is on its way finds it.
    private static final String RETIRE = """
            insert into node_admission as stored
                (name, epoch, kind, revision, task_cap, labels, drain, retired_at, retired_by)
            values ($1, 1, $4, $2, 0, '{}', '{"enabled": false}', clock_timestamp(), $3)
            on conflict (name) do update set
                revision = excluded.revision, retired_at = excluded.retired_at, retired_by = excluded.retired_by,
                changed_at = clock_timestamp()
            where excluded.revision > stored.revision""";

    private static final String REPLY = """
            select a.revision, (select count(*)::int from attempt t where t.node = a.name) as live
            from node_admission a where a.name = $1""";

    private static final String LIVE =
            "select task_id, attempt, state from attempt where node = $1 order by assigned_at limit $2";

    private static final String REVISIONS = "select name, revision from node_admission where name = any($1)";

    private final String loads;
    private final String loadOfOne;

    @Inject
    AdmissionStore(DispatchConfig config) {
        this(config.lease());
    }

    AdmissionStore(Duration lease) {
        String load = """
                select a.name, a.epoch, a.revision, not a.draining as open, a.task_cap, coalesce(t.live, 0) as live,
                       l.renewed_at, coalesce(%s, false) as attached
                from node_admission a
                left join node_lease l on l.name = a.name
                """.formatted(LeaseConditions.isAttached(lease));
        this.loads = load + """
                left join (select node, count(*)::int as live from attempt group by node) t on t.node = a.name
                where a.retired_at is null
                order by a.name""";
        this.loadOfOne = load + """
                cross join lateral (select count(*)::int as live from attempt where node = a.name) t
                where a.retired_at is null and a.name = $1""";
    }

    /** What is in force for a node. */
    record InForce(Epoch epoch, long revision, int taskCap, boolean draining, boolean retired) {}

    /** A live attempt that stands in the way of a retirement. */
    record Obstacle(UUID taskId, int attempt, AttemptState state) {}

    /** What is in force for the node; nobody changes it, and no claim counts on it, until the transaction ends. */
    Uni<Optional<InForce>> lock(SqlConnection transaction, NodeName name) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(name.value()))
                .map(rows -> Rows.first(
                        rows,
                        row -> new InForce(
                                new Epoch(row.getLong("epoch")),
                                row.getLong("revision"),
                                row.getInteger("task_cap"),
                                row.getBoolean("draining"),
                                row.getBoolean("retired"))));
    }

    /** Puts the admission in force; false when what is in force is as new. */
    Uni<Boolean> admit(SqlConnection transaction, NodeAdmission admission) {
        NodeClaim claim = admission.claim();
        return transaction
                .preparedQuery(ADMIT)
                .execute(Tuple.tuple()
                        .addString(admission.name().value())
                        .addLong(admission.epoch().value())
                        .addString(admission.kind().name())
                        .addLong(admission.revision())
                        .addInteger(admission.taskCap())
                        .addJsonObject(Rows.object(admission.labels()))
                        .addJsonObject(json(admission.drain()))
                        .addArrayOfString(
                                admission.types() == null
                                        ? null
                                        : TaskTypes.orAssumed(admission.types()).toArray(String[]::new))
                        .addBoolean(claim == null ? null : claim.needsSecret())
                        .addString(claim == null ? null : claim.secretHash())
                        .addLong(claim == null ? null : claim.provenFrom().value()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Leaves a tombstone; false when what is in force is as new. */
    Uni<Boolean> retire(SqlConnection transaction, NodeName name, RetireAdmission retirement) {
        return transaction
                .preparedQuery(RETIRE)
                .execute(Tuple.of(name.value(), retirement.revision(), retirement.by(), NodeKind.AGENT.name()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** What is in force, and the live attempts as they are after the statements before this one. */
    Uni<AdmissionReply> reply(SqlConnection transaction, NodeName name) {
        return transaction.preparedQuery(REPLY).execute(Tuple.of(name.value())).map(rows -> {
            Row row = rows.iterator().next();
            return new AdmissionReply(row.getLong("revision"), row.getInteger("live"));
        });
    }

    /** The oldest live attempts of a node, as they are after the statements before this one. */
    Uni<List<Obstacle>> liveAttempts(SqlConnection transaction, NodeName name, int most) {
        return transaction
                .preparedQuery(LIVE)
                .execute(Tuple.of(name.value(), most))
                .map(rows -> Rows.list(
                        rows,
                        row -> new Obstacle(
                                row.getUUID("task_id"),
                                row.getInteger("attempt"),
                                AttemptState.valueOf(row.getString("state")))));
    }

    /** The revisions in force, of those names that are known. Read without a lock. */
    Uni<Map<NodeName, Long>> revisions(SqlClient client, List<NodeName> names) {
        return client.preparedQuery(REVISIONS)
                .execute(Tuple.tuple()
                        .addArrayOfString(names.stream().map(NodeName::value).toArray(String[]::new)))
                .map(rows -> {
                    Map<NodeName, Long> revisions = new HashMap<>();
                    rows.forEach(row -> revisions.put(new NodeName(row.getString("name")), row.getLong("revision")));
                    return revisions;
                });
    }

    /** All nodes that are not retired, by name. */
    Uni<List<NodeLoad>> loads(SqlClient client) {
        return client.preparedQuery(loads).execute().map(rows -> Rows.list(rows, AdmissionStore::load));
    }

    /** One node; empty when it is not known, or retired. */
    Uni<Optional<NodeLoad>> load(SqlClient client, NodeName name) {
        return client.preparedQuery(loadOfOne)
                .execute(Tuple.of(name.value()))
                .map(rows -> Rows.first(rows, AdmissionStore::load));
    }

    private static NodeLoad load(Row row) {
        return new NodeLoad(
                new NodeName(row.getString("name")),
                new Epoch(row.getLong("epoch")),
                row.getLong("revision"),
                row.getBoolean("open"),
                row.getBoolean("attached"),
                row.getInteger("task_cap"),
                row.getInteger("live"),
                Rows.instant(row, "renewed_at"));
    }

    private static JsonObject json(Object value) {
        return new JsonObject(Json.text(value));
    }
}
