package io.sluice.dispatch.waiting;

import io.sluice.contracts.node.Drain;
import io.sluice.dispatch.node.LeaseConditions;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.dispatch.waiting.Fleet.Departure;
import io.sluice.dispatch.waiting.Fleet.Member;
import io.sluice.dispatch.waiting.Fleet.Pause;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what decides whether queued tasks can be assigned. */
@Singleton
class FleetStore {
    private final String fleet;

    @Inject
    FleetStore(DispatchConfig config) {
        this(config.lease());
    }

    FleetStore(Duration lease) {
        this.fleet = """
                select q.paused_since, q.paused_by, q.pause_note, a.name, a.runs, a.labels, a.draining,
                       a.drain ->> 'by' as drain_by, a.drain ->> 'reason' as drain_reason, a.task_cap,
                       coalesce(t.live, 0) as live, l.renewed_at,
                       case when l.epoch = a.epoch then l.closed_reason end as closed,
                       coalesce(%2$s, false) as attached,
                       case when l.left_epoch is distinct from a.epoch then 'NONE'
                            when %1$s then 'UNDER_WAY' else 'OVER' end as departure
                from queue_state q
                left join node_admission a on a.retired_at is null and a.task_cap > 0
                left join node_lease l on l.name = a.name
                left join (select node, count(*)::int as live from attempt group by node) t on t.node = a.name
                order by a.name""".formatted(LeaseConditions.isHeld(lease), LeaseConditions.isAttached(lease));
    }

    Uni<Fleet> read(SqlClient client) {
        return client.preparedQuery(fleet).execute().map(FleetStore::fleet);
    }

    private static Fleet fleet(RowSet<Row> rows) {
        Pause pause = null;
        List<Member> nodes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            pause = pause(row);
            if (row.getString("name") != null) {
                nodes.add(member(row));
            }
        }
        return new Fleet(pause, nodes);
    }

    private static @Nullable Pause pause(Row row) {
        Instant since = Rows.instant(row, "paused_since");
        return since == null ? null : new Pause(since, row.getString("paused_by"), row.getString("pause_note"));
    }

    private static Member member(Row row) {
        Drain drain = row.getBoolean("draining")
                ? new Drain(true, row.getString("drain_reason"), row.getString("drain_by"), null, null, null)
                : Drain.OFF;
        return new Member(
                row.getString("name"),
                Set.of(row.getArrayOfStrings("runs")),
                Rows.strings(row.getJsonObject("labels")),
                drain,
                row.getInteger("task_cap"),
                row.getInteger("live"),
                row.getBoolean("attached"),
                Rows.instant(row, "renewed_at"),
                row.getString("closed"),
                Departure.valueOf(row.getString("departure")));
    }
}
