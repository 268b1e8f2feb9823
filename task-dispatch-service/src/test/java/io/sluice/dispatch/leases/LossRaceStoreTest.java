package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.INCARNATION;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Races;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** G3: an attempt of a node that comes back as it is given up has one end, and everybody is told the same one. */
class LossRaceStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final AttemptsUnderTest otherReplica = new AttemptsUnderTest(database);
    private final Races races = database.races();

    @Test
    void whatIsLostIsLostOnceAndNeverSucceedsToo() {
        aNode("n-1").insert(database);

        races.run(race -> {
            database.forgetEvents();
            database.run("delete from task; update node_lease set renewed_at = now() - interval '11 minutes'");
            Guarantee guarantee = race.oneOf(Guarantee.values());
            UUID id = anAttempt()
                    .of(aTask().with(guarantee).withMaxAttempts(5))
                    .running()
                    .insert(database);
            AttemptRef ref = new AttemptRef(id, 1);

            race.enter("sweep", () -> attempts.losses.sweep().subscribeAsCompletionStage());
            race.enter(
                    "sweep of another replica",
                    () -> otherReplica.losses.sweep().subscribeAsCompletionStage());
            CompletableFuture<ReportOutcome> report = race.enter(
                    "report",
                    () -> attempts.reports
                            .take(
                                    NODE,
                                    FIRST,
                                    List.of(new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 1_000)),
                                    NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            CompletableFuture<RenewalOutcome> renewal = race.enter(
                    "renewal",
                    () -> otherReplica
                            .renewals
                            .renew(
                                    NODE,
                                    new Renewal(FIRST, INCARNATION, null, List.of(ref), null),
                                    NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            String lock = race.oneOf(
                    "select from task where id = '" + id + "' for update",
                    "select from node_lease where name = 'n-1' for update",
                    "lock table only attempt_history in share mode");
            race.start(() -> database.hold(lock));

            assertThat(database.count("attempt")).isZero();
            Row end = database.row("select * from attempt_history where task_id = '" + id + "'");
            boolean lost = end.getString("state").equals("LOST");
            assertThat(report.join())
                    .isEqualTo(new ReportOutcome.Taken(
                            List.of(lost ? ReportReply.Outcome.STALE : ReportReply.Outcome.ACCEPTED)));
            assertThat(end.getInteger("refused_reports")).isEqualTo(lost ? 1 : 0);
            TaskState task =
                    lost ? guarantee == Guarantee.ONCE ? TaskState.FAILED : TaskState.QUEUED : TaskState.SUCCEEDED;
            assertThat(database.rows("""
                            select state, attempt from task where id = '%s'
                            union all select state, attempt from task_history where id = '%s'""".formatted(id, id))).singleElement().satisfies(row -> {
                assertThat(row.getString("state")).isEqualTo(task.name());
                assertThat(row.getInteger("attempt")).isOne();
            });
            assertThat(database.events().stream().map(TaskEvent::state)).containsExactly(task);
            if (lost) {
                // Who is told that its lease holds again is told too that this attempt is no longer its own.
                assertThat(((RenewalOutcome.Renewed) renewal.join()).frames())
                        .containsExactly(new StreamFrame.Stop(id, 1, StopCause.FENCED));
            }
            race.saw(lost ? "lost" : "succeeded");
        });

        races.assertSawEach("lost", "succeeded");
    }
}
