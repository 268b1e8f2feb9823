package io.sluice.dispatch.stream;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.service.auth.NodeProof;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamStoreTest {
    private static final NodeName NODE = new NodeName("n-1");
    private static final UUID REPLICA = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    private static final UUID FIRST = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID SECOND = UUID.fromString("00000000-0000-4000-8000-000000000002");

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final StreamStore store = new StreamStore();
    private final FrameStore frames = new FrameStore();

    @Test
    void attachingIsARenewalByTheDatabasesClock() {
        aNode("n-1").detached().renewedAgo(Duration.ofMinutes(1)).insert(database);

        assertThat(attach(1, FIRST)).isEqualTo(new AttachOutcome.Attached());

        Row lease = database.row("""
                select *, renewed_at > clock_timestamp() - interval '20 seconds' as fresh from node_lease""");
        assertThat(lease.getBoolean("fresh")).isTrue();
        assertThat(lease.getUUID("stream")).isEqualTo(FIRST);
        assertThat(lease.getUUID("replica")).isEqualTo(REPLICA);
    }

    @Test
    void aNodeIsKnownByTheRegistrysWordAlone() {
        assertThat(attach(1, FIRST)).isEqualTo(new AttachOutcome.NotYetKnown());
        aNode("n-1").withEpoch(2).neverSeen().insert(database);

        assertThat(attach(3, FIRST)).isEqualTo(new AttachOutcome.NotYetKnown());
        assertThat(attach(1, FIRST)).isEqualTo(new AttachOutcome.StaleEpoch(new Epoch(2)));
        assertThat(database.count("node_lease")).isZero();
        assertThat(attach(2, FIRST)).isEqualTo(new AttachOutcome.Attached());
    }

    @Test
    void aRetiredNodeIsTurnedAwayAndANewerEpochOfItHasToBeKnownFirst() {
        aNode("n-1").detached().retiredBy("alice").insert(database);

        assertThat(attach(1, FIRST)).isEqualTo(new AttachOutcome.Retired());
        assertThat(attach(2, FIRST)).isEqualTo(new AttachOutcome.NotYetKnown());
    }

    @Test
    void aNewerEpochTakesTheLeaseOver() {
        aNode("n-1").withEpoch(2).withLeaseOfEpoch(1).insert(database);

        attach(2, FIRST);

        Row lease = database.row("select * from node_lease");
        assertThat(lease.getLong("epoch")).isEqualTo(2);
        assertThat(lease.getUUID("incarnation")).isNull();
    }

    @Test
    void onlyTheStreamThatServesTheNodeIsDetached() {
        aNode("n-1").detached().insert(database);
        attach(1, FIRST);
        attach(1, SECOND);

        DispatchDatabase.await(store.detach(database.pool(), List.of(new StreamStore.Stream("n-1", FIRST))));
        assertThat(stream()).isEqualTo(SECOND);

        DispatchDatabase.await(store.detach(database.pool(), List.of(new StreamStore.Stream("n-1", SECOND))));
        assertThat(stream()).isNull();
    }

    @Test
    void aReplicaThatStopsDetachesItsOwn() {
        aNode("n-1").detached().insert(database);
        aNode("n-2").insert(database);
        attach(1, FIRST);

        DispatchDatabase.await(store.detachAll(database.pool(), REPLICA));

        assertThat(database.row("select name from node_lease where stream is not null")
                        .getString("name"))
                .isEqualTo("n-2");
    }

    @Test
    void aGoodbyeWaitsForTheClaimThatHoldsTheNode() {
        aNode("n-1").insert(database);
        UUID incarnation = database.row("select * from node_lease").getUUID("incarnation");
        DispatchDatabase.OpenTransaction claim = database.begin();
        DispatchDatabase.await(claim.connection()
                .query("select from node_admission where name = 'n-1' for update")
                .execute());

        var goodbye = database.pool()
                .withTransaction(
                        transaction -> store.leave(transaction, NODE, new Epoch(1), incarnation, NodeProof.JOIN_TOKEN))
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        assertThat(goodbye).isNotDone();
        claim.commit();
        goodbye.join();

        assertThat(stream()).isNull();
    }

    @Test
    void theGoodbyeOfAnOlderProcessIsNotThatOfTheNewer() {
        aNode("n-1").withEpoch(2).insert(database);

        database.inTransaction(
                transaction -> store.leave(transaction, NODE, new Epoch(1), UUID.randomUUID(), NodeProof.JOIN_TOKEN));
        database.inTransaction(
                transaction -> store.leave(transaction, NODE, new Epoch(2), UUID.randomUUID(), NodeProof.JOIN_TOKEN));

        assertThat(stream()).isNotNull();
    }

    @Test
    void whoSaidGoodbyeHasLeftUntilItAttachesAgain() {
        aNode("n-1").insert(database);
        UUID incarnation = database.row("select * from node_lease").getUUID("incarnation");

        database.inTransaction(
                transaction -> store.leave(transaction, NODE, new Epoch(1), incarnation, NodeProof.JOIN_TOKEN));
        assertThat(database.row("select * from node_lease").getLong("left_epoch"))
                .isOne();

        attach(1, FIRST);
        assertThat(database.row("select * from node_lease").getLong("left_epoch"))
                .isNull();
    }

    @Test
    void whatThereIsToTellIsReadForManyNodesAtOnce() {
        aNode("n-1").withCap(7).atRevision(4).insert(database);
        aNode("n-2").draining().insert(database);
        UUID older = anAttempt().assignedAgo(Duration.ofSeconds(2)).insert(database);
        UUID newer = anAttempt().insert(database);
        anAttempt().running().insert(database);
        anAttempt().inEpoch(9).insert(database);
        UUID stopped = anAttempt()
                .on("n-2")
                .of(aTask().canceledBy("alice"))
                .running()
                .toBeStopped("CANCEL")
                .insert(database);

        Map<String, NodeOrders> orders =
                DispatchDatabase.await(frames.orders(database.pool(), Set.of("n-1", "n-2", "n-3")));

        assertThat(orders).containsOnlyKeys("n-1", "n-2");
        NodeOrders first = orders.get("n-1");
        assertThat(first.admission()).isEqualTo(new StreamFrame.Admission(true, 7, 4));
        assertThat(first.assigned()).containsExactly(new AttemptRef(older, 1), new AttemptRef(newer, 1));
        assertThat(first.stops()).isEmpty();
        assertThat(orders.get("n-2").admission().open()).isFalse();
        assertThat(orders.get("n-2").stops()).containsExactly(new StreamFrame.Stop(stopped, 1, StopCause.CANCEL));
    }

    @Test
    void drainedIsSaidOfANodeThatIsClosedAndHoldsNothingOfAnyEpoch() {
        aNode("open").insert(database);
        aNode("drained").draining().insert(database);
        aNode("emptying").withEpoch(2).draining().insert(database);
        anAttempt().on("emptying").inEpoch(1).running().insert(database);

        Map<String, NodeOrders> orders =
                DispatchDatabase.await(frames.orders(database.pool(), Set.of("open", "drained", "emptying")));

        assertThat(orders.get("drained").admission().drained()).isTrue();
        assertThat(orders.get("open").admission().drained()).isNull();
        assertThat(orders.get("emptying").admission().drained()).isNull();
    }

    @Test
    void onlyWhatIsStillToRunIsAssigned() {
        aNode("n-1").insert(database);
        UUID assigned =
                anAttempt().of(aTask().withTimeout(Duration.ofMinutes(2))).insert(database);
        UUID running = anAttempt().running().insert(database);
        UUID stopped = anAttempt()
                .of(aTask().canceledBy("alice"))
                .toBeStopped("CANCEL")
                .insert(database);

        Map<String, List<StreamFrame.Assign>> assignments = DispatchDatabase.await(frames.assignments(
                database.pool(),
                List.of(
                        new AttemptRef(assigned, 1),
                        new AttemptRef(assigned, 2),
                        new AttemptRef(running, 1),
                        new AttemptRef(stopped, 1))));

        assertThat(assignments.get("n-1")).singleElement().satisfies(assign -> {
            assertThat(assign.ref()).isEqualTo(new AttemptRef(assigned, 1));
            assertThat(assign.timeoutMillis()).isEqualTo(120_000);
        });
    }

    private AttachOutcome attach(long epoch, UUID stream) {
        return database.inTransaction(transaction ->
                store.attach(transaction, NODE, new Epoch(epoch), REPLICA, stream, NodeProof.JOIN_TOKEN));
    }

    private UUID stream() {
        return database.row("select stream from node_lease where name = 'n-1'").getUUID("stream");
    }
}
