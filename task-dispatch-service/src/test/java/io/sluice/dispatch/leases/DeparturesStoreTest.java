package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.INCARNATION;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.service.auth.NodeProof;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeparturesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @BeforeEach
    void node() {
        aNode("n-1").withIncarnation(INCARNATION).insert(database);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotBegunWaitsAgainWhateverItsGuaranteeAndIsNoLoss(Guarantee guarantee) {
        UUID id = anAttempt().of(aTask().with(guarantee).withMaxAttempts(1)).insert(database);

        leave();

        Row task = database.row("select * from task");
        assertThat(task.getUUID("id")).isEqualTo(id);
        assertThat(task.getString("state")).isEqualTo("QUEUED");
        assertThat(task.getInteger("attempt")).isOne();
        Row end = database.row("select * from attempt_history");
        assertThat(end.getString("state")).isEqualTo("CANCELED");
        assertThat(end.getString("reason_code")).isEqualTo("NODE_LEFT");
        assertThat(database.events()).extracting(TaskEvent::state).containsExactly(TaskState.QUEUED);
    }

    @Test
    void whatTheNodeHasBegunIsItsOwnThoughItsStartIsNotKnownYet() {
        UUID begun = anAttempt().insert(database);
        UUID running = anAttempt().running().insert(database);

        leave(new AttemptRef(begun, 1));

        assertThat(database.rows("select task_id from attempt"))
                .extracting(row -> row.getUUID("task_id"))
                .containsExactlyInAnyOrder(begun, running);
        assertThat(attempts.report(new Report.Started(begun, 1))).containsExactly(ReportReply.Outcome.ACCEPTED);
    }

    @Test
    void whatWasBeingCanceledIsCanceled() {
        anAttempt().of(aTask().canceledBy("alice")).toBeStopped("CANCEL").insert(database);

        leave();

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("CANCELED");
        assertThat(database.row("select * from task_history").getString("reason_text"))
                .contains("alice");
    }

    @Test
    void anOlderNodeThatDoesNotSayWhatItHasBegunKeepsAll() {
        anAttempt().insert(database);

        DispatchDatabase.await(
                attempts.departures.leave(NODE, new Detach(FIRST, INCARNATION, null), NodeProof.JOIN_TOKEN));

        assertThat(database.count("attempt")).isOne();
        assertThat(database.row("select * from node_lease").getUUID("stream")).isNull();
    }

    @Test
    void anotherProcessOfTheNameGivesNothingBack() {
        anAttempt().insert(database);

        DispatchDatabase.await(
                attempts.departures.leave(NODE, new Detach(FIRST, UUID.randomUUID(), List.of()), NodeProof.JOIN_TOKEN));
        DispatchDatabase.await(attempts.departures.leave(
                NODE, new Detach(new Epoch(2), INCARNATION, List.of()), NodeProof.JOIN_TOKEN));

        assertThat(database.count("attempt")).isOne();
    }

    @Test
    void attemptsOfOtherEpochsAndNodesAreNotItsToGiveBack() {
        aNode("n-2").insert(database);
        anAttempt().on("n-2").insert(database);
        anAttempt().inEpoch(9).insert(database);

        leave();

        assertThat(database.count("attempt")).isEqualTo(2);
    }

    @Test
    void aStartThatIsBeingWrittenIsWaitedForAndLeftToIt() {
        UUID id = anAttempt().insert(database);
        DispatchDatabase.OpenTransaction report = database.begin();
        DispatchDatabase.await(report.connection()
                .query("select from task where id = '" + id + "' for update")
                .execute());

        var departure = attempts.departures
                .leave(NODE, new Detach(FIRST, INCARNATION, List.of()), NodeProof.JOIN_TOKEN)
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        DispatchDatabase.await(report.connection()
                .query("update attempt set state = 'RUNNING', started_at = now() where task_id = '" + id + "'")
                .execute());
        report.commit();
        departure.join();

        assertThat(database.row("select * from attempt").getString("state")).isEqualTo(AttemptState.RUNNING.name());
    }

    private void leave(AttemptRef... begun) {
        DispatchDatabase.await(
                attempts.departures.leave(NODE, new Detach(FIRST, INCARNATION, List.of(begun)), NodeProof.JOIN_TOKEN));
    }
}
