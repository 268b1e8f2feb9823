package io.sluice.dispatch.calm;

import io.sluice.contracts.task.CalmCause;
import io.sluice.dispatch.calm.CalmPolicy.Facts;
import io.sluice.dispatch.calm.CalmPolicy.State;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the replicas agree on about losses, and what it is decided by, by the database's clock. */
@Singleton
final class CalmStore {
    // One snapshot, and one reading of the clock that is no older: should the database stand still between the two, the
    // pulse of the snapshot is old by that clock. A count over all leases, every pulse of every replica.
    private static final String READ = """
            with moment as materialized (select clock_timestamp() as now),
            state as materialized (
                select calm.*, moment.now, coalesce(calm.counted_from,
                    least(calm.pulse_at, moment.now) - $1::bigint * interval '1 millisecond') as counting_from
                from calm cross join moment)
            select state.*, nodes.counted, nodes.silent, nodes.expired
            from state cross join lateral (
                select count(*) as counted,
                    count(*) filter (where l.renewed_at <= state.now - $2::bigint * interval '1 millisecond') as silent,
                    count(*) filter (where l.renewed_at <= state.now - $3::bigint * interval '1 millisecond') as expired
                from node_lease l join node_admission n on n.name = l.name
                where l.renewed_at > state.counting_from and n.retired_at is null
                    and l.left_epoch is distinct from l.epoch) nodes""";

    private static final String WRITE = """
            update calm set version = version + 1, pulse_at = $2, cause = $3, held_since = $4, held_until = $5,
                held_at_most = $6, counted_from = $7, what = $8, waited_out = $9
            where version = $1""";

    private static final String READ_DELAY = "select * from calm";

    private final CalmLimits limits;

    CalmStore(CalmConfig config, DispatchConfig dispatch) {
        this.limits = CalmLimits.of(config, dispatch);
    }

    /** The state, as it was in this version, and what is seen of the nodes. */
    record Seen(long version, State state, Facts facts) {}

    /** Locks nothing. */
    Uni<Seen> read(SqlClient client) {
        return client.preparedQuery(READ)
                .execute(Tuple.of(
                        limits.window().toMillis(),
                        limits.silentAfter().toMillis(),
                        limits.lease().toMillis()))
                .map(rows -> seen(rows.iterator().next()));
    }

    /** Writes it in place of the version that was read; false when there is a newer one. */
    Uni<Boolean> write(SqlClient client, long version, State state) {
        LossDelay delay = state.delay();
        return client.preparedQuery(WRITE)
                .execute(Tuple.tuple()
                        .addLong(version)
                        .addOffsetDateTime(Rows.parameter(state.pulseAt()))
                        .addString(delay == null ? null : delay.cause().name())
                        .addOffsetDateTime(delay == null ? null : Rows.parameter(delay.since()))
                        .addOffsetDateTime(delay == null ? null : Rows.parameter(delay.until()))
                        .addOffsetDateTime(delay == null ? null : Rows.parameter(delay.atMost()))
                        .addOffsetDateTime(delay == null ? null : Rows.parameter(delay.countedFrom()))
                        .addString(delay == null ? null : delay.what())
                        .addBoolean(state.waitedOut()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Empty while losses are declared as ever. */
    Uni<Optional<LossDelay>> delay(SqlClient client) {
        return client.preparedQuery(READ_DELAY)
                .execute()
                .map(rows -> Optional.ofNullable(delay(rows.iterator().next())));
    }

    private static Seen seen(Row row) {
        Instant now = Rows.requiredInstant(row, "now");
        return new Seen(
                row.getLong("version"),
                new State(Rows.instant(row, "pulse_at"), delay(row), row.getBoolean("waited_out")),
                new Facts(
                        now,
                        Rows.requiredInstant(row, "counting_from"),
                        row.getLong("counted"),
                        row.getLong("silent"),
                        row.getLong("expired")));
    }

    private static @Nullable LossDelay delay(Row row) {
        String cause = row.getString("cause");
        return cause == null
                ? null
                : new LossDelay(
                        CalmCause.valueOf(cause),
                        Rows.requiredInstant(row, "held_since"),
                        Rows.requiredInstant(row, "held_until"),
                        Rows.requiredInstant(row, "held_at_most"),
                        Rows.requiredInstant(row, "counted_from"),
                        row.getString("what"));
    }
}
