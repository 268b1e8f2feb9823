package io.sluice.dispatch.admission;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.AdmissionReply;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.node.RetireAdmission;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.admission.AdmissionStore.InForce;
import io.sluice.test.ServiceDatabase.OpenTransaction;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionStoreTest {
    private static final NodeName NAME = new NodeName("n-1");
    private static final String HASH = NodeSecrets.hash("a secret");
    private static final Drain DRAIN = new Drain(
            true, "kernel patch", "alice", Instant.parse("2026-03-01T12:00:00Z"), null, Drain.OnDeadline.REQUEUE);

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final AdmissionStore store = new AdmissionStore(Duration.ofSeconds(20));

    @Test
    void theFirstAdmissionOfANameIsInForce() {
        assertThat(admit(admission(1, 3, Drain.OFF))).isTrue();

        assertThat(inForce()).isEqualTo(new InForce(new Epoch(1), 3, 5, false, false));
        assertThat(database.row("select labels ->> 'zone' as zone, kind from node_admission")
                        .getString("zone"))
                .isEqualTo("a");
    }

    @Test
    void onlyANewerRevisionChangesWhatIsInForce() {
        admit(admission(1, 3, DRAIN));

        assertThat(admit(admission(1, 3, Drain.OFF))).isFalse();
        assertThat(admit(admission(1, 2, Drain.OFF))).isFalse();
        assertThat(inForce().draining()).isTrue();

        assertThat(admit(admission(2, 4, Drain.OFF))).isTrue();
        assertThat(inForce()).isEqualTo(new InForce(new Epoch(2), 4, 5, false, false));
    }

    @Test
    void aNodeRunsWhatTheRegistrySaysAndExecAndNoopWhenItDoesNot() {
        admit(admission(1, 1, Drain.OFF));
        assertThat(runs()).containsExactly("exec", "noop");

        admit(new NodeAdmission(
                NAME, new Epoch(2), NodeKind.AGENT, 2, Drain.OFF, 5, Map.of(), List.of("foo", "exec", "foo"), null));
        assertThat(runs()).containsExactly("exec", "foo");
    }

    @Test
    void aRegistryOfAnOlderVersionTakesNoTypesFromTheEpochThatNamedThem() {
        admit(new NodeAdmission(
                NAME, new Epoch(1), NodeKind.AGENT, 2, Drain.OFF, 5, Map.of(), List.of("exec", "foo"), null));

        admit(admission(1, 6, Drain.OFF));
        assertThat(runs()).containsExactly("exec", "foo");

        admit(admission(2, 7, Drain.OFF));
        assertThat(runs()).containsExactly("exec", "noop");
    }

    private String[] runs() {
        return database.row("select runs from node_admission").getArrayOfStrings("runs");
    }

    @Test
    void theDrainIsKeptAsItWasRequested() {
        admit(admission(1, 1, DRAIN));

        assertThat(database.row("select drain ->> 'by' as who, drain ->> 'reason' as reason,"
                        + " drain ->> 'onDeadline' as deed from node_admission"))
                .satisfies(row -> {
                    assertThat(row.getString("who")).isEqualTo("alice");
                    assertThat(row.getString("reason")).isEqualTo("kernel patch");
                    assertThat(row.getString("deed")).isEqualTo("requeue");
                });
    }

    /** The barrier of a drain that is told twice is as good as that of one told once. */
    @Test
    void anAdmissionThatIsNotNewerWaitsForTheClaimTooThatHoldsTheRow() {
        admit(admission(1, 3, DRAIN));
        OpenTransaction claim = database.begin();
        await(claim.connection()
                .query("select from node_admission where name = 'n-1' for update")
                .execute());

        CompletableFuture<Boolean> again = database.pool()
                .withTransaction(transaction -> store.admit(transaction, admission(1, 3, DRAIN)))
                .subscribeAsCompletionStage();
        database.awaitBlocked();

        assertThat(again).isNotDone();
        claim.commit();
        assertThat(again.join()).isFalse();
    }

    @Test
    void theTopicTellsThatASecretIsNeededAndTheCallBringsItsHash() {
        admit(admission(2, 3, NodeClaim.of(new Epoch(2), HASH).withoutHash()));
        assertThat(claim()).isEqualTo("true null 2");

        assertThat(admit(admission(2, 3, NodeClaim.of(new Epoch(2), HASH)))).isTrue();
        assertThat(claim()).isEqualTo("true " + HASH + " 2");
        assertThat(admit(admission(2, 3, NodeClaim.of(new Epoch(2), HASH)))).isFalse();
    }

    @Test
    void whatIsKnownOfTheSameProcessStaysWhenItIsNotTold() {
        admit(admission(2, 3, NodeClaim.of(new Epoch(2), HASH)));

        admit(admission(2, 4, NodeClaim.of(new Epoch(2), HASH).withoutHash()));
        assertThat(claim()).isEqualTo("true " + HASH + " 2");
        admit(admission(2, 5, (NodeClaim) null));
        assertThat(claim()).isEqualTo("true " + HASH + " 2");
    }

    @Test
    void aNewerProcessHasNothingOfTheOlderOnesSecret() {
        admit(admission(2, 3, NodeClaim.of(new Epoch(2), HASH)));

        admit(admission(3, 4, NodeClaim.of(new Epoch(3), HASH).withoutHash()));
        assertThat(claim()).isEqualTo("true null 3");
        admit(admission(4, 5, NodeClaim.of(new Epoch(3), null)));
        assertThat(claim()).isEqualTo("false null 3");
        admit(admission(5, 6, (NodeClaim) null));
        assertThat(claim()).isEqualTo("false null null");
    }

    @Test
    void theReplyCountsWhatTheClaimBeforeItHasAssigned() {
        aNode("n-1").insert(database);
        OpenTransaction claim = database.begin();
        await(claim.connection()
                .query("select from node_admission where name = 'n-1' for update")
                .execute());
        CompletableFuture<AdmissionReply> drained = database.pool()
                .withTransaction(transaction ->
                        store.admit(transaction, admission(1, 2, DRAIN)).chain(() -> store.reply(transaction, NAME)))
                .subscribeAsCompletionStage();
        database.awaitBlocked();

        anAttempt().on("n-1").insert(database);
        claim.commit();

        assertThat(drained.join()).isEqualTo(new AdmissionReply(2, 1));
    }

    @Test
    void aTombstoneIsOpenedByANewerAdmissionAlone() {
        admit(admission(1, 3, Drain.OFF));

        assertThat(retire(5)).isTrue();
        assertThat(retire(5)).isFalse();
        assertThat(inForce().retired()).isTrue();
        assertThat(admit(admission(1, 5, Drain.OFF))).isFalse();
        assertThat(inForce().retired()).isTrue();

        assertThat(admit(admission(2, 6, Drain.OFF))).isTrue();
        assertThat(inForce().retired()).isFalse();
    }

    @Test
    void aNameThatWasNeverHeardOfGetsItsTombstoneToo() {
        assertThat(retire(5)).isTrue();

        assertThat(admit(admission(1, 4, Drain.OFF))).isFalse();
        assertThat(inForce().retired()).isTrue();
    }

    @Test
    void theLoadTellsWhatANodeMayTakeAndWhatItHolds() {
        aNode("busy").withCap(4).insert(database);
        anAttempt().on("busy").insert(database);
        anAttempt().on("busy").running().insert(database);
        aNode("drained").draining().insert(database);
        aNode("gone").retiredBy("alice").insert(database);

        List<NodeLoad> loads = loads();

        assertThat(loads).extracting(load -> load.name().value()).containsExactly("busy", "drained");
        assertThat(loads.get(0)).satisfies(load -> {
            assertThat(load.open()).isTrue();
            assertThat(load.attached()).isTrue();
            assertThat(load.taskCap()).isEqualTo(4);
            assertThat(load.liveAttempts()).isEqualTo(2);
            assertThat(load.renewedAt()).isNotNull();
        });
        assertThat(loads.get(1).open()).isFalse();
    }

    @Test
    void attachedIsWhoseLeaseHolds() {
        aNode("detached").detached().insert(database);
        aNode("restarted").withEpoch(2).withLeaseOfEpoch(1).insert(database);
        aNode("silent").renewedAgo(Duration.ofSeconds(21)).insert(database);
        aNode("unseen").neverSeen().insert(database);

        assertThat(loads()).hasSize(4).noneMatch(NodeLoad::attached);
    }

    private boolean admit(NodeAdmission admission) {
        return database.inTransaction(transaction -> store.admit(transaction, admission));
    }

    private String claim() {
        Row row = database.row("select needs_secret, secret_hash, proven_from from node_admission");
        return row.getBoolean("needs_secret") + " " + row.getString("secret_hash") + " " + row.getLong("proven_from");
    }

    private boolean retire(long revision) {
        return database.inTransaction(
                transaction -> store.retire(transaction, NAME, new RetireAdmission(revision, "alice")));
    }

    private InForce inForce() {
        return database.inTransaction(transaction -> store.lock(transaction, NAME))
                .orElseThrow();
    }

    private List<NodeLoad> loads() {
        return await(store.loads(database.pool()));
    }

    private static NodeAdmission admission(long epoch, long revision, Drain drain) {
        return new NodeAdmission(
                NAME, new Epoch(epoch), NodeKind.AGENT, revision, drain, 5, Map.of("zone", "a"), null, null);
    }

    private static NodeAdmission admission(long epoch, long revision, NodeClaim claim) {
        return new NodeAdmission(NAME, new Epoch(epoch), NodeKind.AGENT, revision, Drain.OFF, 5, Map.of(), null, claim);
    }
}
