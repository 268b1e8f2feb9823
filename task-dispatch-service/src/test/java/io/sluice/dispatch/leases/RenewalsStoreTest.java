package io.sluice.dispatch.leases;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.FIRST;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.INCARNATION;
import static io.sluice.dispatch.attempts.AttemptsUnderTest.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.Guarantee;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.sluice.service.auth.NodeProof;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RenewalsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AttemptsUnderTest attempts = new AttemptsUnderTest(database);

    @Test
    void aRenewalCountsFromTheDatabasesClockAndKeepsTheStream() {
        aNode("n-1").renewedAgo(Duration.ofSeconds(15)).insert(database);
        UUID stream = lease().getUUID("stream");

        Instant at = renewed(attempts.renew(FIRST, null)).at();

        Row lease = database.row("select *, clock_timestamp() as now from node_lease");
        assertThat(lease.getOffsetDateTime("renewed_at").toInstant()).isEqualTo(at);
        assertThat(Duration.between(at, lease.getOffsetDateTime("now").toInstant()))
                .isBetween(Duration.ZERO, Duration.ofSeconds(5));
        assertThat(lease.getUUID("stream")).isEqualTo(stream);
        assertThat(lease.getUUID("incarnation")).isEqualTo(INCARNATION);
    }

    @Test
    void aNodeThatHasClosedItselfIsClosedUntilItSaysOtherwise() {
        aNode("n-1").insert(database);

        Instant closing = renewed(attempts.renewClosed(null, "no room")).at();
        assertThat(lease().getString("closed_reason")).isEqualTo("no room");
        Instant since = lease().getOffsetDateTime("closed_since").toInstant();

        attempts.renewClosed(closing, "no inodes");
        assertThat(lease().getString("closed_reason")).isEqualTo("no inodes");
        assertThat(lease().getOffsetDateTime("closed_since").toInstant()).isEqualTo(since);

        attempts.renew(
                FIRST, renewed(attempts.renewClosed(closing, "no inodes")).at());
        assertThat(lease().getString("closed_reason")).isNull();
        assertThat(lease().getOffsetDateTime("closed_since")).isNull();
    }

    /** It was on its way when a report closed the node, and knows nothing of that. */
    @Test
    void aRenewalFromBeforeTheClosingDoesNotOpenTheNode() {
        aNode("n-1").insert(database);
        Instant before = renewed(attempts.renew(FIRST, null)).at();
        attempts.report(NODE, FIRST, Report.Ended.notStarted(new AttemptRef(UUID.randomUUID(), 1), "no room"));

        Instant late = renewed(attempts.renew(FIRST, before)).at();
        assertThat(lease().getString("closed_reason")).isEqualTo("no room");

        attempts.renew(FIRST, late);
        assertThat(lease().getString("closed_reason")).isNull();
    }

    @Test
    void aNewerProcessIsOpenUnlessItSaysOtherwise() {
        aNode("n-1").withEpoch(2).withLeaseOfEpoch(1).closed("no room").insert(database);

        attempts.renew(new Epoch(2), null);

        assertThat(lease().getString("closed_reason")).isNull();
    }

    @Test
    void renewalsOfManyNodesAreOneStatement() {
        List<NodeName> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            names.add(new NodeName(aNode("n-" + i).insert(database)));
        }

        List<CompletableFuture<RenewalOutcome>> answers = database.inOneTurn(() -> names.stream()
                .map(name -> attempts.renewals.renew(
                        name, new Renewal(FIRST, INCARNATION, null, List.of(), null), NodeProof.JOIN_TOKEN))
                .map(renewal -> renewal.subscribeAsCompletionStage())
                .toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(RenewalOutcome.Renewed.class));
        assertThat(database.count("(select distinct xmin::text from node_lease) statements"))
                .isOne();
    }

    @Test
    void theSameNodeTwiceInOneMomentIsRenewedTwice() {
        aNode("n-1").insert(database);
        Renewal renewal = new Renewal(FIRST, INCARNATION, null, List.of(), null);

        var first = attempts.renewals.renew(NODE, renewal, NodeProof.JOIN_TOKEN).subscribeAsCompletionStage();
        var second =
                attempts.renewals.renew(NODE, renewal, NodeProof.JOIN_TOKEN).subscribeAsCompletionStage();

        assertThat(first.join()).isInstanceOf(RenewalOutcome.Renewed.class);
        assertThat(second.join()).isInstanceOf(RenewalOutcome.Renewed.class);
    }

    @Test
    void anOlderEpochRenewsNothing() {
        aNode("n-1").withEpoch(3).renewedAgo(Duration.ofSeconds(15)).insert(database);
        Row before = lease();

        assertThat(attempts.renew(new Epoch(2), null)).isEqualTo(new RenewalOutcome.StaleEpoch(new Epoch(3)));

        assertThat(lease().getOffsetDateTime("renewed_at")).isEqualTo(before.getOffsetDateTime("renewed_at"));
    }

    @Test
    void anEpochThatTheRegistryHasNotToldOfIsAskedToComeAgain() {
        assertThat(attempts.renew(FIRST, null)).isEqualTo(new RenewalOutcome.NotYetKnown());
        aNode("n-1").insert(database);
        assertThat(attempts.renew(new Epoch(2), null)).isEqualTo(new RenewalOutcome.NotYetKnown());
    }

    @Test
    void aRetiredNodeIsTurnedAway() {
        aNode("n-1").detached().retiredBy("alice").insert(database);

        assertThat(attempts.renew(FIRST, null)).isEqualTo(new RenewalOutcome.Retired());
    }

    @Test
    void aRenewalBeforeTheStreamTakesTheLeaseOverWithoutOne() {
        aNode("n-1").withEpoch(2).withLeaseOfEpoch(1).insert(database);

        assertThat(attempts.renew(new Epoch(2), null)).isInstanceOf(RenewalOutcome.Renewed.class);

        assertThat(lease().getLong("epoch")).isEqualTo(2);
        assertThat(lease().getUUID("stream")).isNull();
    }

    @Test
    void aNodeThatIsBackIsNotAwaitedAnyMore() {
        aNode("n-1").renewedAgo(Duration.ofMinutes(5)).insert(database);
        UUID id = anAttempt().running().reconnecting().insert(database);

        attempts.renew(FIRST, null, new AttemptRef(id, 1));

        assertThat(database.row("select * from attempt").getOffsetDateTime("reconnecting_since"))
                .isNull();
    }

    @Test
    void whatRanAndIsNotHeldIsLostOnlyWhenTheNodeKnewOfItsStart() {
        aNode("n-1").insert(database);
        Instant early = renewed(attempts.renew(FIRST, null)).at();
        anAttempt()
                .of(aTask().with(Guarantee.EXCLUSIVE).withMaxAttempts(5))
                .running()
                .insert(database);

        Instant later = renewed(attempts.renew(FIRST, early)).at();
        assertThat(database.count("attempt")).isOne();

        attempts.renew(FIRST, later);
        assertThat(database.count("attempt")).isZero();
        assertThat(database.row("select state from task").getString("state")).isEqualTo("QUEUED");
    }

    @Test
    void theAnswerBringsWhatTheNodeShouldHaveHeard() {
        aNode("n-1").insert(database);
        UUID assigned = anAttempt().insert(database);
        UUID canceled = anAttempt()
                .of(aTask().canceledBy("bob"))
                .running()
                .toBeStopped("CANCEL")
                .insert(database);
        UUID ofAnother = anAttempt().on("n-2").insert(database);
        AttemptRef stray = new AttemptRef(ofAnother, 1);

        List<StreamFrame> frames = renewed(attempts.renew(FIRST, null, new AttemptRef(canceled, 1), stray))
                .frames();

        assertThat(frames)
                .hasSize(3)
                .contains(
                        new StreamFrame.Stop(canceled, 1, StopCause.CANCEL),
                        new StreamFrame.Stop(ofAnother, 1, StopCause.FENCED))
                .anySatisfy(frame -> assertThat(frame)
                        .isInstanceOfSatisfying(
                                StreamFrame.Assign.class,
                                assign -> assertThat(assign.taskId()).isEqualTo(assigned)));
    }

    @Test
    void whatAnOlderEpochHeldIsNoneOfThisNodes() {
        aNode("n-1").withEpoch(2).insert(database);
        UUID older = anAttempt().inEpoch(1).insert(database);

        assertThat(renewed(attempts.renew(new Epoch(2), null, new AttemptRef(older, 1)))
                        .frames())
                .containsExactly(new StreamFrame.Stop(older, 1, StopCause.FENCED));
    }

    private Row lease() {
        return database.row("select * from node_lease");
    }

    private static RenewalOutcome.Renewed renewed(RenewalOutcome outcome) {
        return (RenewalOutcome.Renewed) outcome;
    }
}
