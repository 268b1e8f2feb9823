package io.sluice.dispatch.reports;

import static io.sluice.contracts.stream.ReportReply.Outcome.ACCEPTED;
import static io.sluice.contracts.stream.ReportReply.Outcome.DUPLICATE;
import static io.sluice.contracts.stream.ReportReply.Outcome.STALE;
import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Reason;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptEnd;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.service.auth.NodeProof;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @BeforeEach
    void node() {
        aNode("n-1").insert(database);
    }

    @Test
    void oneBatchTakesAnAttemptFromItsStartToTheHistory() {
        UUID id = anAttempt().of(aTask().named("backup")).insert(database);

        assertThat(attempts.report(
                        new Report.Started(id, 1), output(id, 1, "hello\n"), output(id, 2, "bye\n"), succeeded(id)))
                .containsExactly(ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED);

        assertThat(database.count("task")).isZero();
        assertThat(database.count("attempt")).isZero();
        assertThat(database.count("task_spec")).isZero();
        Row task = database.row("select * from task_history");
        assertThat(task.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(task.getInteger("exit_code")).isZero();
        assertThat(task.getString("node")).isEqualTo("n-1");
        assertThat(task.getString("reason_code")).isNull();
        Row attempt = database.row("select * from attempt_history");
        assertThat(attempt.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(attempt.getOffsetDateTime("started_at"))
                .isBetween(attempt.getOffsetDateTime("assigned_at"), attempt.getOffsetDateTime("ended_at"));
        assertThat(attempt.getLong("log_seq")).isEqualTo(2);
        assertThat(database.row("select string_agg(text, '' order by seq) as log from task_log")
                        .getString("log"))
                .isEqualTo("hello\nbye\n");
        assertThat(database.events()).extracting(TaskEvent::state).containsExactly(TaskState.SUCCEEDED);
        assertThat(database.events().get(0).name()).isEqualTo("backup");
    }

    @Test
    void theSameBatchAgainIsDuplicateAndChangesNothing() {
        UUID id = anAttempt().insert(database);
        Report[] batch = {new Report.Started(id, 1), output(id, 1, "hello"), succeeded(id)};
        attempts.report(batch);

        assertThat(attempts.report(batch)).containsExactly(DUPLICATE, DUPLICATE, DUPLICATE);

        assertThat(database.count("task_history")).isOne();
        assertThat(database.count("task_log")).isOne();
        assertThat(database.row("select * from attempt_history").getInteger("refused_reports"))
                .isZero();
        assertThat(database.events()).hasSize(1);
    }

    @Test
    void anEndThatWasNeverStartedTellsItsStartByTheTimeThatItRan() {
        UUID id = anAttempt().assignedAgo(Duration.ofMinutes(1)).insert(database);

        attempts.report(new Report.Ended(id, 1, AttemptState.FAILED, 3, null, 30_000));

        Row row = database.row("select extract(epoch from ended_at - started_at) as seconds from attempt_history");
        assertThat(row.getDouble("seconds")).isBetween(29.9, 30.5);
        assertThat(database.row("select * from task_history").getString("reason_text"))
                .isEqualTo("The process ended with exit code 3.");
    }

    @Test
    void whatWasStoppedBeforeItStartedHasNoStart() {
        UUID id = anAttempt()
                .of(aTask().canceledBy("alice"))
                .toBeStopped("CANCEL")
                .insert(database);

        attempts.report(new Report.Ended(id, 1, AttemptState.CANCELED, null, null, 0));

        Row task = database.row("select * from task_history");
        assertThat(task.getString("state")).isEqualTo("CANCELED");
        assertThat(task.getOffsetDateTime("started_at")).isNull();
        assertThat(task.getString("reason_text")).isEqualTo("Canceled by alice.");
    }

    @Test
    void aTaskThatIsBeingCanceledStaysSoWhenItStarts() {
        UUID id = anAttempt()
                .of(aTask().canceledBy("alice"))
                .toBeStopped("CANCEL")
                .insert(database);

        assertThat(attempts.report(new Report.Started(id, 1))).containsExactly(ACCEPTED);

        assertThat(database.row("select state from task").getString("state")).isEqualTo("CANCELING");
        assertThat(database.row("select state from attempt").getString("state")).isEqualTo("RUNNING");
        assertThat(database.events()).isEmpty();
    }

    @Test
    void whatIsEndedForAnotherNodeWaitsInItsOldPlaceWithItsWholeLimit() {
        UUID id = anAttempt()
                .of(aTask().submittedAgo(Duration.ofHours(30)).withQueueLimit(Duration.ofHours(24)))
                .running()
                .toBeStopped("REQUEUE")
                .insert(database);
        long place = database.row("select seq from task").getLong("seq");

        attempts.report(new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 1_000));

        Row task =
                database.row("select *, extract(epoch from expires_at - queue_clock()) / 3600 as hours_left from task");
        assertThat(task.getString("state")).isEqualTo("QUEUED");
        assertThat(task.getInteger("attempt")).isOne();
        assertThat(task.getLong("seq")).isEqualTo(place);
        assertThat(task.getDouble("hours_left")).isBetween(23.9, 24.0);
        assertThat(database.row("select * from attempt_history").getString("state"))
                .isEqualTo("CANCELED");
        assertThat(database.count("task_history")).isZero();
    }

    @Test
    void whatItsNodeCouldNotBeginWaitsInItsOldPlaceAndForNoLongerThanItsLimit() {
        UUID id = anAttempt()
                .of(aTask().submittedAgo(Duration.ofHours(20)).withQueueLimit(Duration.ofHours(24)))
                .insert(database);
        Row before = database.row("select seq, queued_at, expires_at from task");

        assertThat(attempts.report(Report.Ended.notStarted(new AttemptRef(id, 1), "no room")))
                .containsExactly(ACCEPTED);

        Row task = database.row("select * from task");
        assertThat(task.getString("state")).isEqualTo("QUEUED");
        assertThat(task.getLong("seq")).isEqualTo(before.getLong("seq"));
        assertThat(task.getOffsetDateTime("queued_at")).isEqualTo(before.getOffsetDateTime("queued_at"));
        assertThat(task.getOffsetDateTime("expires_at")).isEqualTo(before.getOffsetDateTime("expires_at"));
        Row attempt = database.row("select * from attempt_history");
        assertThat(attempt.getString("state")).isEqualTo("LOST");
        assertThat(attempt.getString("reason_code")).isEqualTo("NOT_STARTED");
        assertThat(attempt.getOffsetDateTime("started_at")).isNull();
        assertThat(database.count("task_history")).isZero();
    }

    /** Or the next claim would send the task there again, and again. */
    @Test
    void aNodeThatCouldNotBeginAnAttemptIsClosedInTheSameTransaction() {
        UUID id = anAttempt().insert(database);
        DispatchDatabase.OpenTransaction task = database.begin();
        DispatchDatabase.await(TaskLocks.take(task.connection(), List.of(id)));

        var report = attempts.reports
                .take(
                        NODE,
                        FIRST,
                        List.of(Report.Ended.notStarted(new AttemptRef(id, 1), "no room")),
                        NodeProof.JOIN_TOKEN)
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        assertThat(database.row("select closed_reason from node_lease").getString("closed_reason"))
                .isNull();
        task.commit();
        report.join();

        assertThat(database.row("select closed_reason from node_lease").getString("closed_reason"))
                .isEqualTo("no room");
    }

    @Test
    void aLateWordOfAnOlderProcessClosesNoNewerOne() {
        database.run("update node_admission set epoch = 2; update node_lease set epoch = 2");

        DispatchDatabase.await(attempts.reports.take(
                NODE,
                FIRST,
                List.of(Report.Ended.notStarted(new AttemptRef(UUID.randomUUID(), 1), "no room")),
                NodeProof.JOIN_TOKEN));

        assertThat(database.row("select closed_reason from node_lease").getString("closed_reason"))
                .isNull();
    }

    @Test
    void aStaleReportChangesNothingAndIsCounted() {
        UUID id = anAttempt().running().inEpoch(1).insert(database);
        Epoch second = new Epoch(2);

        assertThat(attempts.report(new NodeName("n-2"), FIRST, succeeded(id))).containsExactly(STALE);
        assertThat(attempts.report(NODE, FIRST, new Report.Started(id, 2), succeeded(UUID.randomUUID())))
                .containsExactly(STALE, STALE);
        assertThat(attempts.report(NODE, second, succeeded(id))).containsExactly(STALE);
        assertThat(database.row("select state from attempt").getString("state")).isEqualTo("RUNNING");

        database.run("update node_admission set epoch = 2");
        database.inTransaction(transaction -> attempts.losses.onNewerEpoch(transaction, List.of("n-1")));
        assertThat(DispatchDatabase.await(attempts.reports.take(
                        NODE, FIRST, List.of(succeeded(id), output(id, 9, "x")), NodeProof.JOIN_TOKEN)))
                .isEqualTo(new ReportOutcome.StaleEpoch(second));

        assertThat(database.row("select * from attempt_history").getInteger("refused_reports"))
                .isEqualTo(2);
        assertThat(database.count("task_log")).isZero();
        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("FAILED");
    }

    @Test
    void textThatTheDatabaseCantHoldIsReplaced() {
        UUID id = anAttempt().insert(database);

        attempts.report(
                output(id, 1, "a\0b"),
                new Report.Ended(id, 1, AttemptState.FAILED, 1, new Reason("CO\0DE", "te\0xt"), 1));

        assertThat(database.row("select * from task_history").getString("reason_text"))
                .isEqualTo("te\uFFFDxt");
    }

    @Test
    void reportsOfManyNodesAreOneTransaction() {
        aNode("n-2").insert(database);
        UUID first = anAttempt().insert(database);
        UUID second = anAttempt().on("n-2").insert(database);

        List<CompletableFuture<ReportOutcome>> answers = database.inOneTurn(() -> List.of(
                attempts.reports
                        .take(NODE, FIRST, List.of(succeeded(first)), NodeProof.JOIN_TOKEN)
                        .subscribeAsCompletionStage(),
                attempts.reports
                        .take(new NodeName("n-2"), FIRST, List.of(succeeded(second)), NodeProof.JOIN_TOKEN)
                        .subscribeAsCompletionStage()));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join()).isEqualTo(new ReportOutcome.Taken(List.of(ACCEPTED))));
        assertThat(database.count("(select distinct xmin::text from attempt_history) x"))
                .isOne();
    }

    @Test
    void theSameEndTwiceAtOnceIsOne() {
        UUID id = anAttempt().running().insert(database);
        DispatchDatabase.OpenTransaction holder = database.begin();
        DispatchDatabase.await(TaskLocks.take(holder.connection(), List.of(id)));
        AttemptsUnderTest otherReplica = new AttemptsUnderTest(database);

        var mine = attempts.reports
                .take(NODE, FIRST, List.of(succeeded(id)), NodeProof.JOIN_TOKEN)
                .subscribeAsCompletionStage();
        var again = otherReplica
                .reports
                .take(NODE, FIRST, List.of(succeeded(id)), NodeProof.JOIN_TOKEN)
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        holder.commit();

        assertThat(List.of(mine.join(), again.join()))
                .containsExactlyInAnyOrder(
                        new ReportOutcome.Taken(List.of(ACCEPTED)), new ReportOutcome.Taken(List.of(DUPLICATE)));
        assertThat(database.count("attempt_history")).isOne();
        assertThat(database.count("task_history")).isOne();
    }

    @Test
    void aReportThatLosesAgainstALossIsStale() {
        UUID id = anAttempt()
                .of(aTask().with(Guarantee.IDEMPOTENT).withMaxAttempts(5))
                .running()
                .insert(database);
        DispatchDatabase.OpenTransaction loss = database.begin();
        database.run("update node_admission set epoch = 2");
        DispatchDatabase.await(attempts.losses.onNewerEpoch(loss.connection(), List.of("n-1")));

        var late = attempts.reports
                .take(NODE, FIRST, List.of(succeeded(id)), NodeProof.JOIN_TOKEN)
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        loss.commit();

        assertThat(late.join()).isEqualTo(new ReportOutcome.StaleEpoch(new Epoch(2)));
        assertThat(database.row("select state from task").getString("state")).isEqualTo("QUEUED");
        assertThat(database.row("select * from attempt_history").getInteger("refused_reports"))
                .isOne();
    }

    @Test
    void aLossThatComesAfterTheReportFindsNothing() {
        UUID id = anAttempt().running().insert(database);
        DispatchDatabase.OpenTransaction report = database.begin();
        DispatchDatabase.await(TaskLocks.take(report.connection(), List.of(id)));
        database.run("update node_admission set epoch = 2");

        var loss = database.pool()
                .withTransaction(transaction -> attempts.losses.onNewerEpoch(transaction, List.of("n-1")))
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        DispatchDatabase.await(attempts.endStore.attempts(
                report.connection(),
                List.of(new AttemptEnd(
                        new AttemptRef(id, 1), AttemptState.SUCCEEDED, 0, null, 5L, TaskState.SUCCEEDED, null))));
        report.commit();
        loss.join();

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("SUCCEEDED");
        assertThat(database.row("select * from attempt_history").getString("state"))
                .isEqualTo("SUCCEEDED");
    }

    private static Report output(UUID id, long seq, String text) {
        return new Report.Output(id, 1, seq, LogStream.STDOUT, text, false);
    }

    private static Report succeeded(UUID id) {
        return new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 1_000);
    }
}
