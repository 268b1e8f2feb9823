package io.sluice.dispatch.leases;

import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.AT_THE_NODE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.INCARNATION;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.task.Guarantee;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.service.auth.NodeProof;
import io.sluice.test.Races;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A claim against the departure of the node that it assigns to: whichever is first, nothing is left with the node. */
class DepartureRaceStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @Test
    void nothingIsAssignedBehindADepartureNorLeftByIt() {
        races.run(race -> {
            database.run("delete from attempt; delete from task; delete from attempt_history;"
                    + " delete from node_lease; delete from node_admission");
            aNode("n-1").withIncarnation(INCARNATION).insert(database);
            aTask().with(Guarantee.ONCE).insert(database);

            CompletableFuture<Boolean> claim =
                    race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            race.enter(
                    "departure",
                    () -> attempts.departures
                            .leave(NODE, new Detach(FIRST, INCARNATION, List.of()), NodeProof.JOIN_TOKEN)
                            .subscribeAsCompletionStage());
            String lock = race.oneOf(AT_THE_NODE, AT_THE_GATE, BEFORE_THE_WRITE);
            race.start(() -> database.hold(lock));

            assertThat(await(claims.claim())).as("the node takes nothing more").isFalse();
            assertThat(database.count("attempt")).isZero();
            Row task = database.row("select * from task");
            assertThat(task.getString("state")).isEqualTo("QUEUED");
            assertThat(task.getInteger("attempt")).isEqualTo(claim.join() ? 1 : 0);
            assertThat(database.count("attempt_history where state = 'CANCELED'"))
                    .isEqualTo(claim.join() ? 1 : 0);
            race.saw(claim.join() ? "the claim was first" : "the departure was first");
        });

        races.assertSawEach("the claim was first", "the departure was first");
    }
}
