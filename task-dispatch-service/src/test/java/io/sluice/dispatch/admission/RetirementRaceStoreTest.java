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

/** A node that is closed for good holds nothing and gets nothing, unless something newer opens it again. */
class RetirementRaceStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AdmissionsUnderTest admissions = new AdmissionsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @Test
    void aRetiredNodeHoldsNothing() {
        aNode("n-1").insert(database);
        aTask().insert(database);

        races.run(race -> {
            long closing = openAndEmpty(race.number());

            CompletableFuture<Boolean> retirement =
                    race.enter("retirement", () -> admissions.retire(closing).subscribeAsCompletionStage());
            race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            String lock = race.oneOf(AT_THE_NODE, AT_THE_GATE, BEFORE_THE_WRITE);
            race.start(() -> database.hold(lock));
            claims.claimAll();

            boolean closed = retirement.join();
            assertThat(database.count("attempt")).isEqualTo(closed ? 0 : 1);
            assertThat(database.count("node_admission where retired_at is not null"))
                    .isEqualTo(closed ? 1 : 0);
            race.saw(closed ? "the retirement was first" : "the claim was first");
        });

        races.assertSawEach("the retirement was first", "the claim was first");
    }

    /** What a registration has made newer opens the node, whenever the retirement arrives. */
    @Test
    void aNewerAdmissionIsInForceAfterARetirementBesideIt() {
        aNode("n-1").insert(database);

        races.run(race -> {
            long closing = openAndEmpty(race.number());

            CompletableFuture<Boolean> retirement =
                    race.enter("retirement", () -> admissions.retire(closing).subscribeAsCompletionStage());
            CompletableFuture<AdmissionReply> newer = race.enter(
                    "newer admission",
                    () -> admissions
                            .admit(admission(closing + 1, 1, 5, Drain.OFF))
                            .subscribeAsCompletionStage());
            CompletableFuture<AdmissionReply> older = race.enter(
                    "older admission",
                    () -> admissions
                            .admit(admission(closing - 1, 1, 5, Drain.OFF))
                            .subscribeAsCompletionStage());
            race.start(() -> database.hold(AT_THE_NODE));

            assertThat(newer.join().revision()).isEqualTo(closing + 1);
            assertThat(older.join().revision()).isBetween(closing - 1, closing + 1);
            assertThat(database.count("node_admission where retired_at is null and revision = " + (closing + 1)))
                    .isOne();
            race.saw(retirement.join() ? "the retirement was first" : "the newer admission was first");
        });

        races.assertSawEach("the retirement was first", "the newer admission was first");
    }

    /** Answers the revision that is to close the node. */
    private long openAndEmpty(int round) {
        long open = 4L * round;
        await(admissions.admit(admission(open, 1, 5, Drain.OFF)));
        claims.beginAgain();
        return open + 1;
    }
}
