package io.sluice.dispatch.metrics;

import io.sluice.dispatch.DispatchConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Counts. Costs a pass over the queued tasks. */
@Singleton
class QueueGaugesStore {
    private final String count;

    @Inject
    QueueGaugesStore(DispatchConfig config) {
        this(config.lease());
    }

    QueueGaugesStore(Duration lease) {
        this.count = """
                select waiting.tasks as queued,
                    coalesce(greatest(0, floor(extract(epoch from clock_timestamp() - waiting.oldest))), 0)::bigint
                        as oldest_seconds,
                    (select count(*) from attempt) as live,
                    (select count(*) from node_lease l join node_admission a on a.name = l.name
                        where l.epoch = a.epoch and l.stream is not null and a.retired_at is null
                            and l.renewed_at > clock_timestamp() - interval '%d milliseconds') as attached
                from (select count(*) as tasks, min(queued_at) as oldest from task where state = 'QUEUED') waiting""".formatted(lease.toMillis());
    }

    /** What was counted at one moment. */
    record Counted(long queued, long live, long oldestSeconds, long attached) {}

    Uni<Counted> count(SqlClient client) {
        return client.preparedQuery(count).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new Counted(
                    row.getLong("queued"), row.getLong("live"), row.getLong("oldest_seconds"), row.getLong("attached"));
        });
    }
}
