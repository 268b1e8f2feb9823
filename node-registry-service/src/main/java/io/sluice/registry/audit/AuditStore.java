package io.sluice.registry.audit;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes the audit, alone: adds to it and cuts it by age, and never changes it. {@link AuditRepository} reads it. */
@Singleton
public final class AuditStore {
    private static final String APPEND = """
            insert into audit (name, what, actor, epoch, detail)
            select name, what, actor, epoch, detail
            from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
                with ordinality as entry (name, what, actor, epoch, detail, position)
            order by position
            returning at, what, actor, epoch, detail""";

    // Bounded, so that a first cut after a long pause holds no long transaction.
    private static final String CUT = """
            delete from audit where seq in (
                select seq from audit where at < now() - $1::bigint * interval '1 second' order by seq limit $2)""";

    /** Puts the entries on record with the change that the transaction makes; answers them in the same order. */
    public Uni<List<NodeHistoryEntry>> append(SqlConnection transaction, List<AuditEntry> entries) {
        return transaction
                .preparedQuery(APPEND)
                .execute(Tuple.tuple()
                        .addArrayOfString(strings(entries, entry -> entry.name().value()))
                        .addArrayOfString(strings(entries, entry -> entry.what().name()))
                        .addArrayOfString(strings(entries, AuditEntry::actor))
                        .addArrayOfLong(entries.stream()
                                .map(entry -> entry.epoch().value())
                                .toArray(Long[]::new))
                        .addArrayOfString(strings(entries, AuditEntry::detail)))
                .map(AuditStore::entries);
    }

    /**
     * Deletes all entries older than the age, up to {@code atOnce} in a statement; answers how many it deleted. Not in a
     * transaction: what is gone is gone, and the rest follows when this is done again.
     */
    Uni<Long> cut(SqlClient client, Duration age, int atOnce) {
        return cut(client, age, atOnce, 0);
    }

    private Uni<Long> cut(SqlClient client, Duration age, int atOnce, long before) {
        return deleteOlderThan(client, age, atOnce)
                .chain(deleted -> deleted < atOnce
                        ? Uni.createFrom().item(before + deleted)
                        : cut(client, age, atOnce, before + deleted));
    }

    private Uni<Integer> deleteOlderThan(SqlClient client, Duration age, int most) {
        return client.preparedQuery(CUT)
                .execute(Tuple.of(age.toSeconds(), most))
                .map(rows -> rows.rowCount());
    }

    private static List<NodeHistoryEntry> entries(Iterable<Row> rows) {
        List<NodeHistoryEntry> entries = new ArrayList<>();
        for (Row row : rows) {
            Long epoch = row.getLong("epoch");
            entries.add(new NodeHistoryEntry(
                    row.getOffsetDateTime("at").toInstant(),
                    row.getString("what"),
                    row.getString("actor"),
                    epoch == null ? null : new Epoch(epoch),
                    row.getString("detail")));
        }
        return entries;
    }

    private static String[] strings(List<AuditEntry> entries, Function<AuditEntry, String> field) {
        return entries.stream().map(field).toArray(String[]::new);
    }
}
