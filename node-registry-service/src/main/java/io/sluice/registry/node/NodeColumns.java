package io.sluice.registry.node;

import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskTypes;
import io.sluice.registry.settings.RegistryConfig;
import io.sluice.service.sql.Rows;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is selected or returned of the table node (as {@code n}), and how it is read. The one place that says, by the
 * database's clock, who is OFFLINE.
 */
@Singleton
public final class NodeColumns {
    private static final String DRAINS = "(n.drain_since is not null or coalesce(n.stop_epoch = n.epoch, false))";

    private final String offline;
    private final String all;

    @Inject
    NodeColumns(RegistryConfig config) {
        this(config.offlineGrace());
    }

    /** Columns by which a node not seen for longer than the grace is OFFLINE. */
    public NodeColumns(Duration grace) {
        String graceInterval = "interval '" + grace.toMillis() + " milliseconds'";
        this.offline = "(n.goodbye_at is not null or n.last_seen_at < now() - " + graceInterval + ")";
        this.all = """
                n.name, n.id, n.epoch, n.incarnation, n.kind, n.version, n.place, n.own_labels, n.operator_labels, \
                n.own_task_cap, n.operator_task_cap, n.drain_since, n.drain_reason, n.drain_by, n.drain_deadline, \
                n.drain_on_deadline, n.drain_deadline_by, n.drain_changed_by, n.drain_changed_at, \
                n.stop_since, n.stop_epoch, n.barrier_closed_at, \
                case when n.barrier_closed_at is not null then n.barrier_attempts end as barrier_attempts, \
                n.drained_at, n.revision, n.barrier_revision, \
                %s as offline, case when %s then coalesce(n.goodbye_at, n.last_seen_at + %s) end as offline_since, \
                n.last_seen_at, n.registered_at, n.load, \
                case when n.types_said_by = n.incarnation then n.types end as types, \
                n.closed_reason, n.closed_since, n.secret_hash, n.proven_from""".formatted(offline, offline, graceInterval);
    }

    /** The list for {@code select} or {@code returning}. */
    public String all() {
        return all;
    }

    /** The condition that the node is OFFLINE. */
    public String offline() {
        return offline;
    }

    /** The condition that the node takes no new task: an operator's drain stands, or its own process was told to stop. */
    public String drains() {
        return DRAINS;
    }

    /** The condition that the node is RUNNING, as {@link NodeRow#isRunning()}. */
    public String running() {
        return "(not " + DRAINS + " and n.closed_since is null and not " + offline + ")";
    }

    /** The condition that the node is OFFLINE and did not say goodbye. */
    public String silent() {
        return offline + " and n.goodbye_at is null";
    }

    /** Reads a row that holds {@link #all()}. */
    public NodeRow read(Row row) {
        return new NodeRow(
                new NodeName(row.getString("name")),
                row.getUUID("id"),
                new Epoch(row.getLong("epoch")),
                row.getUUID("incarnation"),
                NodeKind.valueOf(row.getString("kind")),
                row.getString("version"),
                Rows.strings(row.getJsonObject("place")),
                Rows.strings(row.getJsonObject("own_labels")),
                Rows.strings(row.getJsonObject("operator_labels")),
                row.getInteger("own_task_cap"),
                row.getInteger("operator_task_cap"),
                drain(row),
                stopSince(row),
                Rows.instant(row, "barrier_closed_at"),
                row.getInteger("barrier_attempts"),
                Rows.instant(row, "drained_at"),
                row.getLong("revision"),
                row.getLong("barrier_revision"),
                row.getBoolean("offline"),
                Rows.instant(row, "offline_since"),
                row.getOffsetDateTime("last_seen_at").toInstant(),
                row.getOffsetDateTime("registered_at").toInstant(),
                row.getDouble("load"),
                types(row.getArrayOfStrings("types")),
                closed(row),
                NodeClaim.of(new Epoch(row.getLong("proven_from")), row.getString("secret_hash")));
    }

    /** What keeps the node from new tasks; from a row with its name, its epoch, and the columns of drain and stop. */
    public static Drain standing(Row row) {
        return NodeRow.standing(new NodeName(row.getString("name")), drain(row), stopSince(row));
    }

    /** Whether the process of this epoch was told to stop; from a row with its epoch and the columns of the stop. */
    public static boolean isStopping(Row row) {
        return stopSince(row) != null;
    }

    private static Drain drain(Row row) {
        OffsetDateTime since = row.getOffsetDateTime("drain_since");
        if (since == null) {
            return Drain.OFF;
        }
        String by = row.getString("drain_by");
        OffsetDateTime deadline = row.getOffsetDateTime("drain_deadline");
        String deadlineBy = row.getString("drain_deadline_by");
        // A replica of an older version lifts a drain without what was changed of it, and begins the next one with it.
        OffsetDateTime changedAt = row.getOffsetDateTime("drain_changed_at");
        boolean changed = changedAt != null && !changedAt.isBefore(since);
        return new Drain(
                true,
                row.getString("drain_reason"),
                by,
                since.toInstant(),
                Rows.instant(deadline),
                Drain.OnDeadline.valueOf(row.getString("drain_on_deadline")),
                deadline == null ? null : deadlineBy != null ? deadlineBy : by,
                changed ? row.getString("drain_changed_by") : null,
                changed ? Rows.instant(changedAt) : null);
    }

    /** A stop of an older epoch is over. */
    private static @Nullable Instant stopSince(Row row) {
        Long stopEpoch = row.getLong("stop_epoch");
        return stopEpoch != null && stopEpoch.equals(row.getLong("epoch")) ? Rows.instant(row, "stop_since") : null;
    }

    private static @Nullable Closed closed(Row row) {
        OffsetDateTime since = row.getOffsetDateTime("closed_since");
        return since == null ? null : new Closed(row.getString("closed_reason"), since.toInstant());
    }

    private static List<String> types(String @Nullable [] said) {
        return said == null ? TaskTypes.orAssumed(null) : List.of(said);
    }
}
