package io.sluice.dispatch.reports;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.AT_THE_NODE;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.DRAIN;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.admission;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.AttemptState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.admission.AdmissionsUnderTest;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Races;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What dispatch counts of a node, as the registry reads it to say DRAINED: nothing comes after a count of none. */
class LastReportRaceStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final AdmissionsUnderTest admissions = new AdmissionsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @Test
    void aClosedNodeIsCountedEmptyOnlyWhenItStaysSo() {
        aNode("n-1").withCap(2).insert(database);

        races.run(race -> {
            long drained = 2L * race.number() + 1;
            database.run("delete from attempt; delete from task");
            await(admissions.admit(admission(drained - 1, 1, 2, Drain.OFF)));
            UUID held = anAttempt().running().insert(database);
            aTask().insert(database);

            CompletableFuture<AdmissionReply> drain = race.enter(
                    "drain",
                    () -> admissions.admit(admission(drained, 1, 2, DRAIN)).subscribeAsCompletionStage());
            race.enter(
                    "last report",
                    () -> attempts.reports
                            .take(
                                    NODE,
                                    FIRST,
                                    List.of(new Report.Ended(held, 1, AttemptState.SUCCEEDED, 0, null, 1_000)),
                                    NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            CompletableFuture<Boolean> claim =
                    race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            CompletableFuture<List<NodeLoad>> look =
                    race.enter("look", () -> admissions.loads().subscribeAsCompletionStage());
            String lock = race.oneOf(
                    AT_THE_NODE,
                    AT_THE_GATE,
                    BEFORE_THE_WRITE,
                    "select from task where id = '" + held + "' for update");
            race.start(() -> database.hold(lock));
            claims.claimAll();

            NodeLoad seen = look.join().get(0);
            NodeLoad after = await(admissions.loads()).get(0);
            assertThat(after.open()).isFalse();
            assertThat(after.revision()).isEqualTo(drained);
            assertThat(after.liveAttempts()).isEqualTo(claim.join() ? 1 : 0);
            assertThat(drain.join().liveAttempts()).isGreaterThanOrEqualTo(after.liveAttempts());
            if (!seen.open()) {
                assertThat(seen.revision()).isEqualTo(drained);
                assertThat(seen.liveAttempts())
                        .isBetween(after.liveAttempts(), drain.join().liveAttempts());
                race.saw("the look was behind the drain");
            }
            race.saw(claim.join() ? "the claim was first" : "the drain was first");
            race.saw(drain.join().liveAttempts() == 0 ? "empty as it was drained" : "something was left");
        });

        races.assertSawEach(
                "the look was behind the drain",
                "the claim was first",
                "the drain was first",
                "empty as it was drained",
                "something was left");
    }
}
