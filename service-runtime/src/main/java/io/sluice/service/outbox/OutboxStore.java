package io.sluice.service.outbox;

import io.sluice.service.outbox.RelayPlan.Rest;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of the outbox. */
final class OutboxStore {
    private static final String APPEND = """
            insert into outbox_batch (topic, type, passing, keys, payloads, event_ids)
            values ($1, $2, $3, $4, $5, $6)""";

    // Replicas of the version before write a row for each event to a table that shares its numbers with this one, so
    // that
    // both together keep the order.
    private static final String READ = """
            select seq, true as single, topic, type, false as passing, array[key] as keys,
                array[payload::text] as payloads, array[event_id] as event_ids, created_at
            from (select * from outbox order by seq limit $1) old
            union all
            select seq, false, topic, type, passing, keys, payloads, event_ids, created_at
            from (
                select *, sum(cardinality(keys)) over (order by seq) - cardinality(keys) as ahead
                from (select * from outbox_batch order by seq limit $1) first) new
            where ahead < $1
            order by seq""";

    private static final String DELETE = """
            with single as (delete from outbox where seq = any($2))
            delete from outbox_batch where seq = any($1)""";

    private static final String SHORTEN = """
            update outbox_batch
            set keys = keys[$2 + 1:], payloads = payloads[$2 + 1:], event_ids = event_ids[$2 + 1:]
            where seq = $1""";

    private OutboxStore() {}

    /** Appends events of one topic, type and kind, in their order. */
    static Uni<Void> append(
            SqlConnection transaction,
            String topic,
            String type,
            boolean passing,
            List<String> keys,
            List<@Nullable String> payloads,
            List<UUID> ids) {
        return transaction
                .preparedQuery(APPEND)
                .execute(Tuple.tuple()
                        .addString(topic)
                        .addString(type)
                        .addBoolean(passing)
                        .addArrayOfString(keys.toArray(String[]::new))
                        .addArrayOfString(payloads.toArray(String[]::new))
                        .addArrayOfUUID(ids.toArray(UUID[]::new)))
                .replaceWithVoid();
    }

    /**
     * One replica at a time. The session waits for the broker inside the transaction, for longer than other transactions may
     * wait: were it ended meanwhile, another replica would send what is newer before the older has arrived. So a replica that
     * freezes here delays events by this; one that is killed gives way at once.
     *
     * @param wait for the broker, at the most
     * @return whether this replica relays, until the transaction ends
     */
    static Uni<Boolean> begin(SqlConnection transaction, Duration wait) {
        return transaction
                .query("select set_config('idle_in_transaction_session_timeout', '" + wait.toMillis()
                        + "', true), pg_try_advisory_xact_lock(hashtext('sluice.outbox')) as mine")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("mine"));
    }

    /** The oldest rows, with so many events, or more by what the last row holds. */
    static Uni<List<StoredBatch>> read(SqlConnection transaction, int events) {
        return transaction
                .preparedQuery(READ)
                .execute(Tuple.of((long) events))
                .map(rows -> Rows.list(rows, OutboxStore::batch));
    }

    /** Forgets what is over. */
    static Uni<Void> forget(SqlConnection transaction, Rest rest) {
        Uni<Void> deleted = rest.done().isEmpty()
                ? Uni.createFrom().voidItem()
                : transaction
                        .preparedQuery(DELETE)
                        .execute(Tuple.tuple()
                                .addArrayOfLong(numbers(rest.done(), false))
                                .addArrayOfLong(numbers(rest.done(), true)))
                        .replaceWithVoid();
        StoredBatch begun = rest.begun();
        return begun == null
                ? deleted
                : deleted.chain(() -> transaction
                        .preparedQuery(SHORTEN)
                        .execute(Tuple.of(begun.seq(), rest.over()))
                        .replaceWithVoid());
    }

    private static Long[] numbers(List<StoredBatch> rows, boolean single) {
        return rows.stream()
                .filter(row -> row.single() == single)
                .map(StoredBatch::seq)
                .toArray(Long[]::new);
    }

    private static StoredBatch batch(Row row) {
        return new StoredBatch(
                row.getLong("seq"),
                row.getBoolean("single"),
                row.getString("topic"),
                row.getString("type"),
                row.getBoolean("passing"),
                List.of(row.getArrayOfStrings("keys")),
                // A tombstone's is null.
                Collections.unmodifiableList(Arrays.asList(row.getArrayOfStrings("payloads"))),
                List.of(row.getArrayOfUUIDs("event_ids")),
                Rows.requiredInstant(row, "created_at"));
    }
}
