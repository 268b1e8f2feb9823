package io.sluice.dispatch.queue;

import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.CalmCause;
import io.sluice.contracts.task.QueueSummary;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchComponent
class QueueComponentTest {
    @AfterEach
    void resumed() {
        resume();
    }

    @Test
    void aPauseIsToldUntilItIsLifted() {
        QueueSummary paused = pause("upgrade");

        assertThat(paused.paused()).isTrue();
        assertThat(paused.pauseNote()).isEqualTo("upgrade");
        assertThat(paused.pausedBy()).isEqualTo("alice");
        assertThat(paused.pausedSince()).isNotNull();
        assertThat(summary().paused()).isTrue();

        assertThat(resume().paused()).isFalse();
        assertThat(summary().pausedSince()).isNull();
    }

    @Test
    void thePauseAskedForAgainBeganWhenItBegan() {
        QueueSummary first = pause("upgrade");
        QueueSummary second = pause("upgrade, second part");

        assertThat(second.pausedSince()).isEqualTo(first.pausedSince());
        assertThat(second.pauseNote()).isEqualTo("upgrade, second part");
    }

    @Test
    void aPauseIsSignedByWhoGaveItsNote() {
        pause("upgrade");

        assertThat(pauseBy("bob", "upgrade").pausedBy()).isEqualTo("alice");
        assertThat(pauseBy("bob", "upgrade, second part").pausedBy()).isEqualTo("bob");
    }

    @Test
    void theQueuesClockStandsStillInAPauseAndGoesOnWhereItStood() {
        DispatchDatabase database = DispatchDatabase.ofApplication();
        pause("upgrade");
        var stood = database.row("select queue_clock() as at").getOffsetDateTime("at");
        assertThat(database.row("select queue_clock() as at").getOffsetDateTime("at"))
                .isEqualTo(stood);

        resume();

        assertThat(database.row("select queue_clock() as at").getOffsetDateTime("at"))
                .isAfterOrEqualTo(stood);
        assertThat(database.row("select paused_total > interval '0' as counted from queue_state")
                        .getBoolean("counted"))
                .isTrue();
    }

    @Test
    void liftingNoPauseIsNoError() {
        assertThat(resume().paused()).isFalse();
        assertThat(resume().paused()).isFalse();
    }

    @Test
    void aPauseNeedsItsNote() {
        Response response = service().body(Map.of("note", " ")).put("/internal/v1/queue/pause");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.as(Problem.class).errors())
                .extracting(FieldError::field)
                .containsExactly("note");
    }

    @Test
    void aNoteOfSeveralLinesIsKeptAsItIsAndLoggedInOne() {
        assertThat(pause("first\n2026-11-28 12:00:00,000 INFO second").pauseNote())
                .isEqualTo("first\n2026-11-28 12:00:00,000 INFO second");
        ExtLogRecord record = new ExtLogRecord(Level.INFO, "first\nsecond", QueueComponentTest.class.getName());
        record.setLoggerName("io.sluice.dispatch.queue.Queue");
        Stream.of(LogContext.getLogContext().getLogger("").getHandlers())
                .flatMap(QueueComponentTest::withThoseBehind)
                .map(Handler::getFilter)
                .filter(Objects::nonNull)
                .forEach(filter -> filter.isLoggable(record));
        assertThat(record.getFormattedMessage()).isEqualTo("first\\nsecond");
    }

    private static Stream<Handler> withThoseBehind(Handler handler) {
        return handler instanceof ExtHandler outer
                ? Stream.concat(Stream.of(handler), Stream.of(outer.getHandlers()))
                : Stream.of(handler);
    }

    @Test
    void aNoteThatCannotBeStoredIsRefused() {
        for (String note : List.of("a\\u0000b", "a\\udc00")) {
            Response response = service().body("{\"note\":\"" + note + "\"}").put("/internal/v1/queue/pause");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.as(Problem.class).errors())
                    .extracting(FieldError::field)
                    .containsExactly("note");
        }
    }

    @Test
    void aParameterThatCannotBeStoredIsRefusedWhoeverReadsIt() {
        for (String parameter : List.of("name", "cursor", "nobody-reads-this")) {
            Response response = service().urlEncodingEnabled(false).get("/internal/v1/tasks?" + parameter + "=a%00b");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.as(Problem.class).errors())
                    .extracting(FieldError::field)
                    .containsExactly("request target");
        }
    }

    @Test
    void theSummaryCountsWhatWaitsAndHowLong() {
        QueueSummary before = summary();
        aTask().withSelector("node", "nowhere")
                .submittedAgo(Duration.ofMinutes(90))
                .insert(DispatchDatabase.ofApplication());

        QueueSummary after = summary();

        assertThat(after.queued()).isEqualTo(before.queued() + 1);
        assertThat(after.oldestQueuedSeconds()).isGreaterThanOrEqualTo(5_400);
    }

    @Test
    void theSummarySaysWhyNothingIsDeclaredLost() {
        DispatchDatabase database = DispatchDatabase.ofApplication();
        database.run("update calm set pulse_at = pulse_at - interval '1 hour', version = version + 1");

        // The next pulse finds the gap. Nodes of other tests may seem lost too.
        Calm calm = Awaitility.await("the next pulse")
                .until(() -> summary().calm(), shown -> shown != null && shown.cause() == CalmCause.DATABASE_AWAY);

        assertThat(calm.until()).isAfter(calm.since());
        assertThat(calm.text()).contains("was away for 36");

        database.run("update calm set held_until = held_since, held_at_most = held_since, version = version + 1");
        Awaitility.await("the next pulse ends it").until(() -> summary().calm() == null);
    }

    @Test
    void aKeyStandsForTheFirstTaskThatReservedIt() {
        String key = "key-" + UUID.randomUUID();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();

        assertThat(reserve(key, first, "aa"))
                .containsEntry("taskId", first.toString())
                .containsEntry("bodyHash", "aa");
        assertThat(reserve(key, second, "bb"))
                .containsEntry("taskId", first.toString())
                .containsEntry("bodyHash", "aa");
        assertThat(reserve(key, first, "aa")).containsEntry("taskId", first.toString());
    }

    @Test
    void aKeyFromARecordHasNoHash() {
        String key = "key-" + UUID.randomUUID();
        UUID task = UUID.randomUUID();
        DispatchDatabase.ofApplication()
                .run("insert into idempotency_key (key, task_id) values ('" + key + "', '" + task + "')");

        Map<String, Object> reservation = reserve(key, UUID.randomUUID(), "aa");

        assertThat(reservation).containsEntry("taskId", task.toString());
        assertThat(reservation.get("bodyHash")).isNull();
    }

    @Test
    void aReservationWithoutItsFieldsIsRefused() {
        Response response = service().body(Map.of("key", "")).post("/internal/v1/tasks/reservations");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.as(Problem.class).errors())
                .extracting(FieldError::field)
                .contains("key", "taskId", "bodyHash");
    }

    private static QueueSummary summary() {
        return service()
                .get("/internal/v1/queue")
                .then()
                .statusCode(200)
                .extract()
                .as(QueueSummary.class);
    }

    private static QueueSummary pause(String note) {
        return pauseBy("alice", note);
    }

    private static QueueSummary pauseBy(String actor, String note) {
        return service(actor)
                .body(Map.of("note", note))
                .put("/internal/v1/queue/pause")
                .then()
                .statusCode(200)
                .extract()
                .as(QueueSummary.class);
    }

    private static QueueSummary resume() {
        return service()
                .delete("/internal/v1/queue/pause")
                .then()
                .statusCode(200)
                .extract()
                .as(QueueSummary.class);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> reserve(String key, UUID task, String hash) {
        return service()
                .body(Map.of("key", key, "taskId", task, "bodyHash", hash))
                .post("/internal/v1/tasks/reservations")
                .then()
                .statusCode(200)
                .extract()
                .as(HashMap.class);
    }
}
