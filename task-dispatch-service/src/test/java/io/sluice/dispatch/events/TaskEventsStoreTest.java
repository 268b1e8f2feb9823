package io.sluice.dispatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Reason;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.service.outbox.Outbox;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that a statement appends itself are those that this process would write. */
class TaskEventsStoreTest {
    private static final UUID ID = UUID.fromString("0192f0c1-7a5e-7c3d-8f21-3b6a5d4e9f10");
    private static final Instant AT = Instant.parse("2026-11-29T23:59:59.000001Z");

    private final DispatchDatabase database = DispatchDatabase.empty();

    @ParameterizedTest
    @EnumSource(TaskState.class)
    void anEventIsWrittenAsThisProcessWritesIt(TaskState state) {
        TaskEvent bare = new TaskEvent(ID, null, state, 0, null, null, null, AT);
        TaskEvent full = new TaskEvent(
                ID,
                "n\u00e4chtliche \"Sicherung\" \\ \ud83d\ude80\n",
                state,
                3,
                new NodeName("n-1"),
                137,
                new Reason("EXIT_CODE", "it's over: 'tab\t'"),
                AT);

        for (TaskEvent event : List.of(bare, full)) {
            database.forgetEvents();
            database.inTransaction(
                    transaction -> TaskEventsUnderTest.unpublished().append(transaction, List.of(event)));
            Row written = database.row("select * from outbox_batch");
            database.forgetEvents();
            append(event);

            assertThat(database.events()).containsExactly(event);
            Row row = database.row("select * from outbox_batch");
            assertThat(row.getString("topic")).isEqualTo(written.getString("topic"));
            assertThat(row.getString("type")).isEqualTo(written.getString("type"));
            assertThat(row.getBoolean("passing")).isEqualTo(written.getBoolean("passing"));
            assertThat(row.getArrayOfStrings("keys")).isEqualTo(written.getArrayOfStrings("keys"));
            assertThat(tree(row)).isEqualTo(tree(written));
        }
    }

    @Test
    void noRowHoldsMoreThanOneIsToHold() {
        int count = 2 * Outbox.MAX_ROW_EVENTS + 1;
        UUID[] ids = Outbox.newIds(count);

        DispatchDatabase.await(database.pool()
                .preparedQuery("""
                        with change as (
                            select gen_random_uuid() as id, null::text as name,
                                case when n % 2 = 0 then 'QUEUED' else 'FAILED' end as state, 1 as attempt, null::text as node,
                                null::int as exit_code, null::text as reason_code, null::text as reason_text,
                                now() + n * interval '1 second' as at
                            from generate_series(1, $1::int) n)
                        """ + TaskEvents.appending("change", "$2"))
                .execute(Tuple.of(count, ids)));

        assertThat(database.rows("select cardinality(keys) as size from outbox_batch"))
                .allSatisfy(row -> assertThat(row.getInteger("size")).isLessThanOrEqualTo(Outbox.MAX_ROW_EVENTS));
        assertThat(database.events()).hasSize(count);
        assertThat(database.rows("select unnest(event_ids) as id from outbox_batch"))
                .extracting(row -> row.getUUID("id"))
                .containsExactlyInAnyOrder(ids);
    }

    @Test
    void nothingIsAppendedForNoChange() {
        DispatchDatabase.await(database.pool()
                .preparedQuery("""
                        with change as (
                            select gen_random_uuid() as id, null::text as name, 'QUEUED' as state, 1 as attempt,
                                null::text as node, null::int as exit_code, null::text as reason_code,
                                null::text as reason_text, now() as at
                            where false)
                        """ + TaskEvents.appending("change", "$1"))
                .execute(Tuple.of(Outbox.newIds(0))));

        assertThat(database.count("outbox_batch")).isZero();
    }

    private static Object tree(Row row) {
        return new JsonObject(row.getArrayOfStrings("payloads")[0]);
    }

    private void append(TaskEvent event) {
        DispatchDatabase.await(database.pool()
                .preparedQuery("""
                        with change as (
                            select $1::uuid as id, $2::text as name, $3::text as state, $4::int as attempt, $5::text as node,
                                $6::int as exit_code, $7::text as reason_code, $8::text as reason_text, $9::timestamptz as at)
                        """ + TaskEvents.appending("change", "$10"))
                .execute(Tuple.tuple()
                        .addUUID(event.id())
                        .addString(event.name())
                        .addString(event.state().name())
                        .addInteger(event.attempt())
                        .addString(event.node() == null ? null : event.node().value())
                        .addInteger(event.exitCode())
                        .addString(
                                event.reason() == null ? null : event.reason().code())
                        .addString(
                                event.reason() == null ? null : event.reason().text())
                        .addOffsetDateTime(event.at().atOffset(ZoneOffset.UTC))
                        .addArrayOfUUID(Outbox.newIds(1))));
    }
}
