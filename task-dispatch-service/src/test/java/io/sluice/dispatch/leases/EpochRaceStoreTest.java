package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.AT_THE_NODE;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.admission;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.admission.AdmissionsUnderTest;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.reports.ReportOutcome;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Races;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node that registers again: what its older process holds has one end, and that process gets nothing more. */
class EpochRaceStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final AdmissionsUnderTest admissions = new AdmissionsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @Test
    void anOlderProcessHoldsNothingOnceANewerIsAdmitted() {
        aNode("n-1").withCap(2).insert(database);

        races.run(race -> {
            long older = race.number();
            long newer = older + 1;
            database.run("""
                    delete from task;
                    update node_admission set epoch = %d, revision = %d;
                    update node_lease set epoch = %d, renewed_at = now()""".formatted(older, older, older));
            UUID held = anAttempt()
                    .of(aTask().with(race.oneOf(Guarantee.values())).withMaxAttempts(5))
                    .inEpoch(older)
                    .running()
                    .insert(database);
            UUID waiting = aTask().insert(database);

            race.enter(
                    "registration",
                    () -> admissions
                            .admit(admission(newer, newer, 2, Drain.OFF))
                            .subscribeAsCompletionStage());
            CompletableFuture<ReportOutcome> report = race.enter(
                    "report",
                    () -> attempts.reports
                            .take(
                                    NODE,
                                    new Epoch(older),
                                    List.of(new Report.Ended(held, 1, AttemptState.SUCCEEDED, 0, null, 1_000)),
                                    NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            CompletableFuture<Boolean> claim =
                    race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            String lock = race.oneOf(
                    AT_THE_NODE,
                    AT_THE_GATE,
                    BEFORE_THE_WRITE,
                    "select from task where id = '" + held + "' for update",
                    "lock table only attempt_history in share mode");
            race.start(() -> database.hold(lock));
            claims.claimAll();

            assertThat(database.count("attempt")).isZero();
            boolean reported = endOf(held).equals("SUCCEEDED");
            assertThat(report.join())
                    .isIn(
                            new ReportOutcome.Taken(
                                    List.of(reported ? ReportReply.Outcome.ACCEPTED : ReportReply.Outcome.STALE)),
                            new ReportOutcome.StaleEpoch(new Epoch(newer)));
            if (!reported) {
                assertThat(endOf(held)).isEqualTo("LOST");
                assertThat(report.join()).isEqualTo(new ReportOutcome.StaleEpoch(new Epoch(newer)));
            }
            race.saw(reported ? "the report was first" : "the registration was before the report");
            if (claim.join()) {
                // Never run twice: it was its first attempt, and a task is promised to run once unless it says
                // otherwise.
                assertThat(endOf(waiting)).isEqualTo("LOST");
                race.saw("the claim was first");
            } else {
                race.saw("the registration was before the claim");
            }
        });

        races.assertSawEach(
                "the report was first",
                "the registration was before the report",
                "the claim was first",
                "the registration was before the claim");
    }

    /** The state of the one end that the first attempt had. */
    private String endOf(UUID task) {
        return database.row("select state from attempt_history where attempt = 1 and task_id = '" + task + "'")
                .getString("state");
    }
}
