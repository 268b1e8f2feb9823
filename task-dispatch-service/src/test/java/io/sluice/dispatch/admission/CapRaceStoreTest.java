package io.sluice.dispatch.admission;

import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.AT_THE_NODE;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.admission;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.test.Races;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** G1: a claim keeps to the cap that was committed before it, and a lower cap ends nothing. */
class CapRaceStoreTest {
    private static final int MAX_CAP = 5;

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AdmissionsUnderTest admissions = new AdmissionsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final ClaimsUnderTest otherReplica = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @Test
    void whatIsClaimedIsWithinTheCapThatWasInForce() {
        aNode("n-1").insert(database);
        for (int i = 0; i < MAX_CAP; i++) {
            aTask().insert(database);
        }

        races.run(race -> {
            long changed = 2L * race.number() + 1;
            int before = 1 + race.below(MAX_CAP);
            int after = race.below(MAX_CAP + 1);
            await(admissions.admit(admission(changed - 1, 1, before, Drain.OFF)));
            claims.beginAgain();

            CompletableFuture<AdmissionReply> change = race.enter(
                    "change",
                    () -> admissions
                            .admit(admission(changed, 1, after, Drain.OFF))
                            .subscribeAsCompletionStage());
            race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            race.enter("claim of another replica", () -> otherReplica.claim().subscribeAsCompletionStage());
            String lock = race.oneOf(AT_THE_NODE, AT_THE_GATE, BEFORE_THE_WRITE);
            race.start(() -> database.hold(lock));
            claims.claimAll();

            int heldAtTheChange = change.join().liveAttempts();
            assertThat(heldAtTheChange).isIn(0, before);
            assertThat(database.count("attempt")).isEqualTo(Math.max(heldAtTheChange, after));
            race.saw(heldAtTheChange > 0 ? "a claim was first" : "the change was first");
            race.saw(heldAtTheChange > after ? "more is held than the new cap" : "no more is held than the new cap");
        });

        races.assertSawEach("a claim was first", "the change was first", "more is held than the new cap");
    }
}
