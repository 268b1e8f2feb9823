package io.sluice.dispatch.deadlines;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.HotTables;
import io.sluice.dispatch.TaskBuilder;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.attempts.DuePolicy;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.dispatch.waiting.WaitPeriodsOf;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Queue limits and execution timeouts. */
class DeadlinesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final ExpiryStore expiry = new ExpiryStore();
    private final ExpirySweeper sweeper = new ExpirySweeper(
            database.vertx(),
            database.pool(),
            expiry,
            attempts.endStore,
            attempts.wake,
            WaitPeriodsOf.database(database));

    @Test
    void whatNeverRanExpiresWithWhatItWaitedFor() {
        UUID id = waitingFor(Duration.ofHours(24)).insert(database);
        UUID young = waitingFor(Duration.ofHours(23)).insert(database);
        database.run("""
                insert into wait_passage (selector_id, code, detail, from_at)
                select selector_id, 'NO_NODE', 'there is no node', submitted_at from task order by seq limit 1""");

        sweep();

        Row task = database.row("select * from task_history");
        assertThat(task.getUUID("id")).isEqualTo(id);
        assertThat(task.getString("state")).isEqualTo("EXPIRED");
        assertThat(task.getString("reason_code")).isEqualTo("QUEUE_LIMIT");
        assertThat(task.getJsonArray("waited").getJsonObject(0).getString("code"))
                .isEqualTo("NO_NODE");
        assertThat(task.getJsonArray("waited").getJsonObject(0).getLong("seconds"))
                .isBetween(86_400L, 86_460L);
        assertThat(database.row("select id from task").getUUID("id")).isEqualTo(young);
        assertThat(database.events()).hasSize(1);
    }

    @Test
    void whatRanBeforeFails() {
        waitingFor(Duration.ofHours(24)).afterAttempt(2).insert(database);

        sweep();

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("FAILED");
    }

    /** However often it was tried: nothing of it ever ran. */
    @Test
    void whatNoNodeCouldBeginExpires() {
        aNode("n-1").insert(database);
        UUID id = anAttempt().of(waitingFor(Duration.ofHours(24))).insert(database);
        attempts.report(Report.Ended.notStarted(new AttemptRef(id, 1), "no room"));

        sweep();

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("EXPIRED");
    }

    @Test
    void nothingExpiresWhileTheQueueIsPaused() {
        waitingFor(Duration.ofHours(24)).insert(database);
        database.run("update queue_state set paused_since = clock_timestamp(), pause_note = 'n', paused_by = 'alice'");

        assertThat(DispatchDatabase.await(expiry.nextDue(database.pool()))).isEmpty();
        sweep();

        assertThat(database.count("task")).isOne();
    }

    @Test
    void thePauseDoesNotCount() {
        waitingFor(Duration.ofHours(25)).insert(database);
        database.run("update queue_state set paused_total = interval '2 hours'");

        sweep();

        assertThat(database.count("task")).isOne();
        assertThat(DispatchDatabase.await(expiry.nextDue(database.pool())).orElseThrow())
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @Test
    void whatAClaimHoldsIsPassedOver() {
        UUID id = waitingFor(Duration.ofHours(24)).insert(database);
        DispatchDatabase.OpenTransaction claim = database.begin();
        DispatchDatabase.await(TaskLocks.take(claim.connection(), List.of(id)));

        sweep();
        assertThat(database.count("task")).isOne();
        claim.commit();
        sweep();

        assertThat(database.count("task")).isZero();
    }

    @Test
    void nothingIsDueInAnEmptyQueue() {
        assertThat(DispatchDatabase.await(expiry.nextDue(database.pool()))).isEmpty();
        assertThat(DispatchDatabase.await(sweeper.round())).isEqualTo(DuePolicy.MAX_INTERVAL);
    }

    @Test
    void aNodeIsToldToEndWhatItShouldHaveEnded() {
        aNode("n-1").insert(database);
        UUID overdue = anAttempt()
                .of(aTask().withTimeout(Duration.ofMinutes(5)))
                .runningFor(Duration.ofMinutes(6))
                .insert(database);
        anAttempt()
                .of(aTask().withTimeout(Duration.ofMinutes(5)))
                .runningFor(Duration.ofMinutes(5).plusSeconds(30))
                .insert(database);
        TimeoutStore timeouts = new TimeoutStore(AttemptsUnderTest.attemptsConfig());

        List<String> told = database.inTransaction(transaction -> timeouts.stopOverdue(transaction, 100));
        List<String> toldAgain = database.inTransaction(transaction -> timeouts.stopOverdue(transaction, 100));

        assertThat(told).containsExactly("n-1");
        assertThat(toldAgain).isEmpty();
        Row stopped = database.row("select * from attempt where stop_cause is not null");
        assertThat(stopped.getUUID("task_id")).isEqualTo(overdue);
        assertThat(stopped.getString("stop_cause")).isEqualTo("TIMEOUT");
    }

    @Test
    void whatIsOverdueIsLookedUpByItsKeyHoweverMuchWaits() {
        HotTables tables = new HotTables(database);
        tables.lookEmpty();
        TimeoutStore timeouts = new TimeoutStore(AttemptsUnderTest.attemptsConfig());
        database.inTransaction(transaction -> timeouts.stopOverdue(transaction, 100));
        tables.letWait(20_000);
        aNode("n-1").withCap(10).insert(database);
        for (int i = 0; i < 10; i++) {
            anAttempt()
                    .of(aTask().withTimeout(Duration.ofMinutes(5)))
                    .runningFor(Duration.ofMinutes(6))
                    .insert(database);
        }
        Map<String, Long> before = tables.entries();

        List<String> told = database.inTransaction(transaction -> timeouts.stopOverdue(transaction, 100));

        assertThat(told).hasSize(10);
        Map<String, Long> read = tables.entriesSince(before);
        assertThat(read.get("task_pkey")).isPositive();
        assertThat(read.values()).as("%s", read).allMatch(entries -> entries < 20_000);
    }

    private void sweep() {
        DispatchDatabase.await(sweeper.round());
    }

    private static TaskBuilder waitingFor(Duration length) {
        return aTask().withQueueLimit(Duration.ofHours(24)).submittedAgo(length);
    }
}
