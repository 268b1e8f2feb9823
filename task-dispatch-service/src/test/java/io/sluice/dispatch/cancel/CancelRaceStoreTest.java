package io.sluice.dispatch.cancel;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Races;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A task ends once, and whoever comes second is told how. */
class CancelRaceStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final AttemptsUnderTest otherReplica = new AttemptsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @BeforeEach
    void node() {
        aNode("n-1").insert(database);
    }

    /** The end is reported twice, as it is when the first answer was lost. */
    @Test
    void aTaskThatIsCanceledAsItCompletesEndsOnce() {
        races.run(race -> {
            database.forgetEvents();
            UUID id = anAttempt().running().insert(database);
            AttemptState end = race.oneOf(AttemptState.SUCCEEDED, AttemptState.FAILED);
            List<Report> reports = List.of(new Report.Ended(id, 1, end, 1, null, 1_000));

            CompletableFuture<CancelOutcome> cancel = race.enter(
                    "cancel", () -> attempts.cancels.cancel(id, "alice").subscribeAsCompletionStage());
            CompletableFuture<ReportOutcome> report = race.enter(
                    "report",
                    () -> attempts.reports
                            .take(NODE, FIRST, reports, NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            CompletableFuture<ReportOutcome> again = race.enter(
                    "report again",
                    () -> otherReplica
                            .reports
                            .take(NODE, FIRST, reports, NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            String lock = race.oneOf(
                    "select from task where id = '" + id + "' for update",
                    "lock table attempt in share mode",
                    "lock table only task_history in share mode");
            race.start(() -> database.hold(lock));

            assertThat(List.of(report.join(), again.join()))
                    .containsExactlyInAnyOrder(
                            new ReportOutcome.Taken(List.of(ReportReply.Outcome.ACCEPTED)),
                            new ReportOutcome.Taken(List.of(ReportReply.Outcome.DUPLICATE)));
            assertThat(database.count("task")).isZero();
            assertThat(database.count("attempt")).isZero();
            TaskState ended = TaskState.valueOf(database.row("select state from task_history where id = '" + id + "'")
                    .getString("state"));
            assertThat(database.row("select state from attempt_history where task_id = '" + id + "'")
                            .getString("state"))
                    .isEqualTo(end.name());
            assertThat(eventsOfEnds()).containsExactly(ended);
            if (cancel.join() instanceof CancelOutcome.Ended told) {
                assertThat(told.task().state()).isEqualTo(ended);
                assertThat(ended.name()).isEqualTo(end.name());
                race.saw("the end was first");
            } else {
                assertThat(canceled(cancel).state()).isEqualTo(TaskState.CANCELING);
                assertThat(ended).isEqualTo(end == AttemptState.SUCCEEDED ? TaskState.SUCCEEDED : TaskState.CANCELED);
                race.saw("the cancel was first");
            }
        });

        races.assertSawEach("the end was first", "the cancel was first");
    }

    @Test
    void aTaskThatIsCanceledAsItIsAssignedNeverRunsUnheard() {
        races.run(race -> {
            database.run("delete from attempt; delete from task");
            UUID id = aTask().insert(database);

            CompletableFuture<CancelOutcome> cancel = race.enter(
                    "cancel", () -> attempts.cancels.cancel(id, "alice").subscribeAsCompletionStage());
            race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            String lock = race.oneOf(AT_THE_GATE, BEFORE_THE_WRITE, "lock table only task_history in share mode");
            race.start(() -> database.hold(lock));
            claims.claimAll();

            TaskState told = canceled(cancel).state();
            List<Row> live = database.rows("select stop_cause, stop_by from attempt");
            if (told == TaskState.CANCELED) {
                assertThat(live).isEmpty();
                assertThat(database.count("task_history where state = 'CANCELED' and id = '" + id + "'"))
                        .isOne();
                race.saw("the cancel was first");
            } else {
                assertThat(told).isEqualTo(TaskState.CANCELING);
                assertThat(live)
                        .singleElement()
                        .satisfies(attempt ->
                                assertThat(attempt.getString("stop_cause")).isEqualTo("CANCEL"));
                assertThat(database.count("task_history where id = '" + id + "'"))
                        .isZero();
                race.saw("the claim was first");
            }
        });

        races.assertSawEach("the cancel was first", "the claim was first");
    }

    private static TaskView canceled(CompletableFuture<CancelOutcome> cancel) {
        return ((CancelOutcome.Done) cancel.join()).task();
    }

    private List<TaskState> eventsOfEnds() {
        return database.events().stream()
                .map(TaskEvent::state)
                .filter(TaskState::isTerminal)
                .toList();
    }
}
