package io.sluice.dispatch.admission;

import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.AT_THE_NODE;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.DRAIN;
import static io.sluice.dispatch.admission.AdmissionsUnderTest.admission;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.assignment.ClaimsUnderTest;
import io.sluice.test.Races;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** G2: whoever comes first, a drain's answer counts all that there will ever be behind it. */
class DrainRaceStoreTest {
    private static final int CAP = 3;

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AdmissionsUnderTest admissions = new AdmissionsUnderTest(database);
    private final ClaimsUnderTest claims = new ClaimsUnderTest(database);
    private final ClaimsUnderTest otherReplica = new ClaimsUnderTest(database);
    private final Races races = database.races();

    @Test
    void noAttemptIsCreatedBehindADrainsAnswer() {
        aNode("n-1").withCap(CAP).insert(database);
        for (int i = 0; i < CAP; i++) {
            aTask().insert(database);
        }

        races.run(race -> {
            long drained = 2L * race.number() + 1;
            await(admissions.admit(admission(drained - 1, 1, CAP, Drain.OFF)));
            claims.beginAgain();

            CompletableFuture<AdmissionReply> drain = race.enter(
                    "drain",
                    () -> admissions.admit(admission(drained, 1, CAP, DRAIN)).subscribeAsCompletionStage());
            race.enter("claim", () -> claims.claim().subscribeAsCompletionStage());
            race.enter("claim of another replica", () -> otherReplica.claim().subscribeAsCompletionStage());
            String lock = race.oneOf(AT_THE_NODE, AT_THE_GATE, BEFORE_THE_WRITE);
            race.start(() -> database.hold(lock));
            claims.claimAll();

            assertThat(drain.join().revision()).isEqualTo(drained);
            assertThat(database.count("attempt")).isEqualTo(drain.join().liveAttempts());
            race.saw(drain.join().liveAttempts() > 0 ? "a claim was first" : "the drain was first");
        });

        races.assertSawEach("a claim was first", "the drain was first");
    }

    /** The registry tells again what it is not sure of, and several of its replicas may: the newest stays in force. */
    @Test
    void anOlderRequestNeverGoesOverANewerOneWhicheverArrivesLast() {
        aNode("n-1").withCap(CAP).insert(database);

        races.run(race -> {
            long first = 4L * race.number();
            List<CompletableFuture<AdmissionReply>> replies = IntStream.range(0, 4)
                    .mapToObj(i -> race.enter(
                            "revision " + i,
                            () -> admissions
                                    .admit(admission(first + i, 1, 10 + i, i % 2 == 0 ? DRAIN : Drain.OFF))
                                    .subscribeAsCompletionStage()))
                    .toList();
            race.start(() -> database.hold(AT_THE_NODE));

            for (int i = 0; i < replies.size(); i++) {
                assertThat(replies.get(i).join().revision()).isBetween(first + i, first + 3);
            }
            Row inForce = database.row("select revision, task_cap, draining from node_admission");
            assertThat(inForce.getLong("revision")).isEqualTo(first + 3);
            assertThat(inForce.getInteger("task_cap")).isEqualTo(13);
            assertThat(inForce.getBoolean("draining")).isFalse();
            race.saw(replies.get(0).join().revision() == first ? "the oldest was in time" : "the oldest was late");
        });

        races.assertSawEach("the oldest was in time", "the oldest was late");
    }
}
