package io.sluice.dispatch.cancel;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import io.sluice.contracts.Reason;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Drain.OnDeadline;
import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptEnd;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.attempts.TaskLocks;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.service.auth.NodeProof;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class CancelsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final Set<String> woken = ConcurrentHashMap.newKeySet();

    CancelsStoreTest() {
        attempts.wake.onNode(woken::addAll, () -> {});
        aNode("n-1").insert(database);
    }

    @Test
    void aTaskThatWaitsIsCanceledAtOnce() {
        UUID id = aTask().insert(database);

        CancelOutcome outcome = cancel(id);

        assertThat(((CancelOutcome.Done) outcome).task().state()).isEqualTo(TaskState.CANCELED);
        Row task = database.row("select * from task_history");
        assertThat(task.getString("reason_text")).isEqualTo("Canceled by alice while it waited.");
        assertThat(task.getString("node")).isNull();
        assertThat(database.count("task")).isZero();
        assertThat(database.events()).extracting(TaskEvent::state).containsExactly(TaskState.CANCELED);
    }

    @Test
    void aTaskThatIntakeStoresMeanwhileIsCanceledToo() {
        UUID id = Generators.timeBasedEpochGenerator().generate();
        DispatchDatabase.OpenTransaction holder = database.begin();
        DispatchDatabase.await(holder.connection()
                .query("lock table task_history in access exclusive mode")
                .execute());

        var outcome = attempts.cancels.cancel(id, "alice").subscribeAsCompletionStage();
        database.awaitBlocked();
        aTask().withId(id).insert(database);
        holder.commit();

        assertThat(outcome.join())
                .isInstanceOfSatisfying(
                        CancelOutcome.Done.class,
                        done -> assertThat(done.task().state()).isEqualTo(TaskState.CANCELED));
    }

    @Test
    void aTaskThatWaitsAgainKeepsItsLastNode() {
        UUID id = anAttempt().running().toBeStopped("REQUEUE").insert(database);
        attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 5));

        cancel(id);

        Row task = database.row("select * from task_history");
        assertThat(task.getString("node")).isEqualTo("n-1");
        assertThat(task.getInteger("attempt")).isOne();
    }

    @Test
    void aTaskThatANodeHoldsIsCancelingAndTheNodeIsTold() {
        UUID id = anAttempt().running().insert(database);

        CancelOutcome outcome = cancel(id);

        assertThat(((CancelOutcome.Done) outcome).task().state()).isEqualTo(TaskState.CANCELING);
        Row attempt = database.row("select * from attempt");
        assertThat(attempt.getString("stop_cause")).isEqualTo("CANCEL");
        assertThat(attempt.getString("stop_by")).isEqualTo("alice");
        assertThat(woken).containsExactly("n-1");
        assertThat(database.events()).extracting(TaskEvent::state).containsExactly(TaskState.CANCELING);
    }

    @Test
    void askedAgainItIsTheSameCancel() {
        UUID id = anAttempt().running().insert(database);
        cancel(id);
        Row before = database.row("select * from task");

        DispatchDatabase.await(attempts.cancels.cancel(id, "bob"));

        Row after = database.row("select * from task");
        assertThat(after.getString("cancel_by")).isEqualTo("alice");
        assertThat(after.getOffsetDateTime("cancel_since")).isEqualTo(before.getOffsetDateTime("cancel_since"));
        assertThat(database.events()).hasSize(1);
    }

    @Test
    void whatHasEndedAndWhatNeverWasAreToldApart() {
        UUID id = anAttempt().insert(database);
        attempts.report(NODE, FIRST, succeeded(id));

        assertThat(cancel(id)).isInstanceOf(CancelOutcome.Ended.class);
        assertThat(cancel(UUID.randomUUID())).isInstanceOf(CancelOutcome.Unknown.class);
    }

    @Test
    void aCancelThatLosesAgainstTheEndIsToldSo() {
        UUID id = anAttempt().running().insert(database);
        DispatchDatabase.OpenTransaction report = database.begin();
        DispatchDatabase.await(TaskLocks.take(report.connection(), List.of(id)));

        var cancel = attempts.cancels.cancel(id, "alice").subscribeAsCompletionStage();
        database.awaitBlocked();
        DispatchDatabase.await(attempts.endStore.attempts(
                report.connection(),
                List.of(new AttemptEnd(
                        new io.sluice.contracts.stream.AttemptRef(id, 1),
                        AttemptState.SUCCEEDED,
                        0,
                        null,
                        5L,
                        TaskState.SUCCEEDED,
                        null))));
        report.commit();

        assertThat(cancel.join()).isInstanceOf(CancelOutcome.Ended.class);
        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void anEndThatComesAfterTheCancelIsTakenForWhatItIs() {
        UUID id = anAttempt().running().insert(database);
        DispatchDatabase.OpenTransaction cancel = database.begin();
        DispatchDatabase.await(TaskLocks.take(cancel.connection(), List.of(id)));
        DispatchDatabase.await(new CancelStore(AttemptsUnderTest.attemptsConfig())
                .cancel(cancel.connection(), List.of(id), Author.person("alice")));

        var report = attempts.reports
                .take(
                        NODE,
                        FIRST,
                        List.of(new Report.Ended(id, 1, AttemptState.FAILED, 1, null, 5)),
                        NodeProof.JOIN_TOKEN)
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        cancel.commit();

        assertThat(report.join()).isEqualTo(new ReportOutcome.Taken(List.of(ReportReply.Outcome.ACCEPTED)));
        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("CANCELED");
        assertThat(database.row("select * from attempt_history").getString("state"))
                .isEqualTo("FAILED");
    }

    @Test
    void aTaskIsGivenUpOnlyAfterItsNodeHadItsTime() {
        UUID id = anAttempt().running().insert(database);
        assertThat(abandon(id)).isInstanceOf(CancelOutcome.NotCanceled.class);
        cancel(id);
        assertThat(abandon(id)).isInstanceOf(CancelOutcome.TooEarly.class);
        database.run("update task set cancel_since = cancel_since - interval '10 minutes'");

        CancelOutcome outcome = abandon(id);

        assertThat(((CancelOutcome.Done) outcome).task().state()).isEqualTo(TaskState.CANCELED);
        assertThat(((CancelOutcome.Done) outcome).task().reason())
                .extracting(Reason::code)
                .isEqualTo("ABANDONED");
        assertThat(attempts.report(NODE, FIRST, succeeded(id))).containsExactly(ReportReply.Outcome.STALE);
    }

    @Test
    void anEvictionForAnotherNodeSparesWhatIsBeingCanceled() {
        UUID running = anAttempt().running().insert(database);
        UUID canceled = anAttempt().running().insert(database);
        cancel(canceled);
        woken.clear();

        evict(OnDeadline.REQUEUE);
        evict(OnDeadline.REQUEUE);

        assertThat(stopCause(running)).isEqualTo("REQUEUE");
        assertThat(stopCause(canceled)).isEqualTo("CANCEL");
        assertThat(woken).containsExactly("n-1");
    }

    @Test
    void anEvictionForGoodCancelsWhatTheNodeHoldsAndNothingElse() {
        UUID running = anAttempt().running().insert(database);
        UUID assigned = anAttempt().insert(database);
        UUID ofAnother = anAttempt().on("n-2").insert(database);

        evict(OnDeadline.CANCEL);

        assertThat(stopCause(running)).isEqualTo("CANCEL");
        assertThat(stopCause(assigned)).isEqualTo("CANCEL");
        assertThat(stopCause(ofAnother)).isNull();
        assertThat(database.count("task where state = 'CANCELING' and cancel_by = 'bob'"))
                .isEqualTo(2);
        assertThat(database.events()).hasSize(2);
    }

    /** The issue's own input: "Canceled by root." of a task that the deadline of root's drain has ended. */
    @Test
    void whatADrainsDeadlineCancelsNamesTheDrainAndWhoseAndWhy() {
        UUID id = anAttempt().running().insert(database);
        evict(OnDeadline.CANCEL);

        attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 5));

        String words = "Canceled by the drain of bob (\"kernel patch\"), whose deadline passed.";
        assertThat(database.row("select * from task_history").getString("reason_text"))
                .isEqualTo(words);
        assertThat(database.row("select * from attempt_history").getString("reason_text"))
                .isEqualTo(words);
    }

    @Test
    void whatADrainsDeadlineEndsForAnotherNodeNamesItToo() {
        UUID id = anAttempt().running().insert(database);
        DispatchDatabase.await(
                attempts.cancels.evict(NODE, new Eviction(OnDeadline.REQUEUE, "bob", "kernel patch", "carol")));

        attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 5));

        assertThat(database.row("select * from task").getString("state")).isEqualTo("QUEUED");
        assertThat(database.row("select * from attempt_history").getString("reason_text"))
                .isEqualTo(
                        "Ended for another node by the drain of bob (\"kernel patch\"), whose deadline, set by carol,"
                                + " passed.");
    }

    @Test
    void aDrainOfAnOlderRegistryIsNamedByItsAuthor() {
        UUID id = anAttempt().running().insert(database);
        DispatchDatabase.await(attempts.cancels.evict(NODE, new Eviction(OnDeadline.CANCEL, "bob", null, null)));

        attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 5));

        assertThat(database.row("select * from task_history").getString("reason_text"))
                .isEqualTo("Canceled by the drain of bob, whose deadline passed.");
    }

    @Test
    void aCancelGoesOverAnEviction() {
        UUID id = anAttempt().running().insert(database);
        evict(OnDeadline.REQUEUE);

        cancel(id);

        assertThat(stopCause(id)).isEqualTo("CANCEL");
        attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 5));
        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("CANCELED");
        assertThat(database.row("select * from task_history").getString("reason_text"))
                .isEqualTo("Canceled by alice.");
    }

    private CancelOutcome cancel(UUID id) {
        return DispatchDatabase.await(attempts.cancels.cancel(id, "alice"));
    }

    private CancelOutcome abandon(UUID id) {
        return DispatchDatabase.await(attempts.cancels.abandon(id, "alice"));
    }

    private void evict(OnDeadline action) {
        DispatchDatabase.await(attempts.cancels.evict(NODE, new Eviction(action, "bob", "kernel patch", null)));
    }

    private String stopCause(UUID id) {
        return database.row("select stop_cause from attempt where task_id = '" + id + "'")
                .getString("stop_cause");
    }

    private static Report succeeded(UUID id) {
        return new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 1_000);
    }
}
