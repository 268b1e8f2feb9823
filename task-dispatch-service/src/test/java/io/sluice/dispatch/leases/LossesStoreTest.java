package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.TaskBuilder;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.dispatch.attempts.TaskLocks;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossesStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @ParameterizedTest
    @CsvSource({
        "IDEMPOTENT, 19, RUNNING", "IDEMPOTENT, 20, QUEUED",
        "EXCLUSIVE, 29, RUNNING", "EXCLUSIVE, 30, QUEUED",
        "ONCE, 599, RUNNING"
    })
    void aTaskIsLostWhenItsGuaranteeSaysSo(Guarantee guarantee, int silentSeconds, String state) {
        aNode("n-1").renewedAgo(Duration.ofSeconds(silentSeconds)).insert(database);
        anAttempt().of(task(guarantee)).running().insert(database);

        sweep();

        assertThat(database.row("select state from task").getString("state")).isEqualTo(state);
    }

    @Test
    void aOnceTaskFailsAfterTheReconnectWindow() {
        aNode("n-1").renewedAgo(Duration.ofMinutes(10)).insert(database);
        anAttempt().of(task(Guarantee.ONCE)).running().reconnecting().insert(database);

        sweep();

        Row task = database.row("select * from task_history");
        assertThat(task.getString("state")).isEqualTo("FAILED");
        assertThat(task.getString("reason_code")).isEqualTo("NODE_LOST");
        assertThat(task.getString("reason_text")).contains("n-1").contains("epoch 1");
        assertThat(database.row("select * from attempt_history").getString("state"))
                .isEqualTo("LOST");
    }

    @Test
    void aResultThatReturnsWithinTheWindowIsTaken() {
        aNode("n-1").renewedAgo(Duration.ofMinutes(9)).insert(database);
        UUID id = anAttempt().of(task(Guarantee.ONCE)).running().insert(database);
        sweep();
        assertThat(database.row("select reconnecting_since is not null as waits from attempt")
                        .getBoolean("waits"))
                .isTrue();

        assertThat(attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 5)))
                .containsExactly(ReportReply.Outcome.ACCEPTED);

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void aLostTaskKeepsItsPlaceAndItsNextAttemptCounts() {
        aNode("n-1").renewedAgo(Duration.ofSeconds(21)).insert(database);
        UUID id = anAttempt()
                .of(task(Guarantee.IDEMPOTENT).afterAttempt(2))
                .number(3)
                .running()
                .insert(database);

        sweep();

        Row task = database.row("select * from task");
        assertThat(task.getUUID("id")).isEqualTo(id);
        assertThat(task.getInteger("attempt")).isEqualTo(3);
        assertThat(task.getLong("seq")).isEqualTo(1);
        assertThat(database.count("attempt")).isZero();
    }

    @Test
    void onlyLossesCountAgainstTheAttemptsThatAreAllowed() {
        aNode("n-1").renewedAgo(Duration.ofSeconds(21)).insert(database);
        UUID id = anAttempt()
                .of(aTask().with(Guarantee.IDEMPOTENT).withMaxAttempts(2))
                .running()
                .toBeStopped("REQUEUE")
                .insert(database);
        attempts.report(NODE, FIRST, new Report.Ended(id, 1, AttemptState.CANCELED, null, null, 5));
        anAttempt().of(id).number(2).running().insert(database);
        sweep();
        assertThat(database.row("select state from task").getString("state")).isEqualTo("QUEUED");

        anAttempt().of(id).number(3).running().insert(database);
        sweep();

        Row task = database.row("select * from task_history");
        assertThat(task.getString("state")).isEqualTo("FAILED");
        assertThat(task.getInteger("attempt")).isEqualTo(3);
    }

    @Test
    void attemptsThatTheirNodeCouldNotBeginCountAgainstNothing() {
        aNode("n-1").renewedAgo(Duration.ofSeconds(21)).insert(database);
        UUID id = anAttempt()
                .of(aTask().with(Guarantee.IDEMPOTENT).withMaxAttempts(2))
                .insert(database);
        attempts.report(NODE, FIRST, Report.Ended.notStarted(new AttemptRef(id, 1), "no room"));
        anAttempt().of(id).number(2).running().insert(database);
        sweep();
        assertThat(database.row("select state from task").getString("state")).isEqualTo("QUEUED");

        anAttempt().of(id).number(3).running().insert(database);
        sweep();

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("FAILED");
    }

    @Test
    void aTaskThatWasToStopIsCanceledWithItsNode() {
        aNode("n-1").renewedAgo(Duration.ofSeconds(31)).insert(database);
        anAttempt()
                .of(task(Guarantee.EXCLUSIVE).canceledBy("alice"))
                .running()
                .toBeStopped("CANCEL")
                .insert(database);

        sweep();

        assertThat(database.row("select * from task_history").getString("state"))
                .isEqualTo("CANCELED");
    }

    @Test
    void whatAnOlderEpochHoldsIsLostInTheTransactionOfTheNewer() {
        aNode("n-1").withEpoch(2).insert(database);
        UUID older = anAttempt().of(task(Guarantee.ONCE)).inEpoch(1).insert(database);
        UUID newer = anAttempt().of(task(Guarantee.ONCE)).inEpoch(2).insert(database);
        aNode("n-2").withEpoch(2).insert(database);
        UUID others = anAttempt().on("n-2").inEpoch(1).insert(database);

        database.inTransaction(transaction -> attempts.losses.onNewerEpoch(transaction, List.of("n-1")));

        assertThat(database.row("select * from task_history").getUUID("id")).isEqualTo(older);
        assertThat(database.row("select * from attempt_history").getString("reason_text"))
                .contains("newer process");
        assertThat(database.rows("select task_id from attempt"))
                .extracting(row -> row.getUUID("task_id"))
                .containsExactlyInAnyOrder(newer, others);
    }

    @Test
    void theSweeperFindsAnOlderEpochToo() {
        aNode("n-1")
                .withEpoch(2)
                .renewedAgo(Duration.ofSeconds(21))
                .withLeaseOfEpoch(1)
                .insert(database);
        anAttempt().of(task(Guarantee.ONCE)).inEpoch(1).insert(database);

        sweep();

        assertThat(database.row("select * from attempt_history").getString("state"))
                .isEqualTo("LOST");
    }

    @Test
    void whatANodeDoesNotHoldIsLostOnce() {
        aNode("n-1").insert(database);
        UUID id = anAttempt().of(task(Guarantee.IDEMPOTENT)).running().insert(database);
        AttemptRef ref = new AttemptRef(id, 1);

        DispatchDatabase.await(attempts.losses.notHeld(List.of(ref)));
        DispatchDatabase.await(attempts.losses.notHeld(List.of(ref)));

        assertThat(database.count("attempt_history")).isOne();
        assertThat(database.events()).hasSize(1);
    }

    @Test
    void whatAReportHoldsIsPassedOver() {
        aNode("n-1").renewedAgo(Duration.ofMinutes(11)).insert(database);
        UUID held = anAttempt().of(task(Guarantee.ONCE)).running().insert(database);
        UUID free = anAttempt().of(task(Guarantee.ONCE)).running().insert(database);
        DispatchDatabase.OpenTransaction report = database.begin();
        DispatchDatabase.await(TaskLocks.take(report.connection(), List.of(held)));

        sweep();
        report.rollback();

        assertThat(database.row("select * from task_history").getUUID("id")).isEqualTo(free);
        assertThat(database.row("select * from task").getUUID("id")).isEqualTo(held);
    }

    @Test
    void aNodeThatIsRenewingIsPassedOver() {
        aNode("n-1").renewedAgo(Duration.ofSeconds(25)).insert(database);
        anAttempt().of(task(Guarantee.IDEMPOTENT)).running().insert(database);
        DispatchDatabase.OpenTransaction renewal = database.begin();
        DispatchDatabase.await(renewal.connection()
                .query("update node_lease set renewed_at = clock_timestamp()")
                .execute());

        sweep();
        renewal.commit();
        sweep();

        assertThat(database.row("select state from task").getString("state")).isEqualTo("RUNNING");
    }

    @Test
    void manyReplicasSweepAtOnceAndEachLossIsOne() {
        aNode("n-1").renewedAgo(Duration.ofMinutes(11)).insert(database);
        for (int i = 0; i < 60; i++) {
            anAttempt().of(task(Guarantee.IDEMPOTENT)).running().insert(database);
        }

        List.of(new AttemptsUnderTest(database), new AttemptsUnderTest(database), attempts).stream()
                .map(replica -> replica.losses.sweep().subscribeAsCompletionStage())
                .toList()
                .forEach(sweep -> sweep.join());
        sweep();

        assertThat(database.count("attempt_history")).isEqualTo(60);
        assertThat(database.count("task where state = 'QUEUED'")).isEqualTo(60);
    }

    @Test
    void theNextRoundIsDueWithTheFirstLeaseOnWhichAnAttemptDepends() {
        LossStore store = new LossStore(AttemptsUnderTest.config());
        aNode("n-1").renewedAgo(Duration.ofSeconds(15)).insert(database);
        assertThat(DispatchDatabase.await(store.nextDue(database.pool()))).isEmpty();

        anAttempt().insert(database);

        assertThat(DispatchDatabase.await(store.nextDue(database.pool())).orElseThrow())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        database.run("update node_lease set renewed_at = renewed_at - interval '10 seconds'");
        assertThat(DispatchDatabase.await(store.nextDue(database.pool())).orElseThrow())
                .isNegative();
    }

    private void sweep() {
        DispatchDatabase.await(attempts.losses.sweep());
    }

    private static TaskBuilder task(Guarantee guarantee) {
        return aTask().with(guarantee).withMaxAttempts(5);
    }
}
