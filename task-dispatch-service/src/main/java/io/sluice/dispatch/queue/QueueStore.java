package io.sluice.dispatch.queue;

import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the queue is paused, and what is counted of it. */
@Singleton
final class QueueStore {
    // Asked again it is the same pause: it began when it began, and is signed by who gave it its note.
    private static final String PAUSE = """
            update queue_state set
                paused_since = coalesce(paused_since, clock_timestamp()), pause_note = $1,
                paused_by = case when paused_since is not null and pause_note = $1 then paused_by else $2 end""";

    private static final String RESUME = """
            update queue_state set
                paused_total = paused_total + (clock_timestamp() - paused_since),
                paused_since = null, pause_note = null, paused_by = null
            where paused_since is not null""";

    private static final String SUMMARY = """
            select waiting.tasks as queued, (select count(*) from attempt) as running,
                coalesce(greatest(0, floor(extract(epoch from clock_timestamp() - waiting.oldest))), 0)::bigint
                    as oldest_seconds,
                paused_since, pause_note, paused_by
            from queue_state,
                (select count(*) as tasks, min(queued_at) as oldest from task where state = 'QUEUED') waiting""";

    /** Nothing is assigned from the commit on, if the gate is closed. */
    Uni<Void> pause(SqlConnection transaction, String note, String by) {
        return transaction.preparedQuery(PAUSE).execute(Tuple.of(note, by)).replaceWithVoid();
    }

    /** False when the queue was not paused. */
    Uni<Boolean> resume(SqlConnection transaction) {
        return transaction.preparedQuery(RESUME).execute().map(rows -> rows.rowCount() > 0);
    }

    /**
     * Costs a pass over the queued tasks.
     *
     * @param calm why nothing is declared lost at present, or null
     */
    Uni<QueueSummary> summary(SqlClient client, @Nullable Calm calm) {
        return client.preparedQuery(SUMMARY).execute().map(rows -> {
            Row row = rows.iterator().next();
            Instant since = Rows.instant(row, "paused_since");
            return new QueueSummary(
                    row.getLong("queued"),
                    row.getLong("running"),
                    row.getLong("oldest_seconds"),
                    since != null,
                    row.getString("pause_note"),
                    row.getString("paused_by"),
                    since,
                    calm);
        });
    }
}
