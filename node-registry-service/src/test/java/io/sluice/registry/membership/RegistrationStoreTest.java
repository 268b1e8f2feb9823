package io.sluice.registry.membership;

import static io.sluice.registry.RegistryDatabase.await;
import static io.sluice.registry.RegistryDatabase.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.membership.RegistrationStore.Registered;
import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import io.sluice.service.auth.NodeProof;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RegistrationStoreTest {
    private static final NodeName NAME = new NodeName("n-1");
    private static final UUID FIRST = new UUID(4, 1);
    private static final UUID SECOND = new UUID(4, 2);

    private final RegistryDatabase database = RegistryDatabase.empty();
    private final NodeColumns columns = new NodeColumns(Duration.ofSeconds(20));
    private final NodeStore nodes = new NodeStore(columns);
    private final RegistrationStore store = new RegistrationStore(columns, nodes);

    @Test
    void theFirstProcessOfANameHasEpochOne() {
        Registered registered = register(registration("n-1", FIRST)).orElseThrow();

        NodeRow node = registered.node();
        assertThat(node.epoch()).isEqualTo(new Epoch(1));
        assertThat(node.revision()).isEqualTo(1);
        assertThat(node.barrier()).isFalse();
        assertThat(node.offline()).isFalse();
        assertThat(node.labels()).isEqualTo(Map.of("zone", "a"));
        assertThat(node.place()).isEqualTo(Map.of("host", "h"));
        assertThat(registered.changed()).isTrue();
        assertThat(registered.supersedes()).isEmpty();
    }

    @Test
    void theSameProcessAskingAgainKeepsItsEpochAndIsNoChange() {
        NodeRow before = register(registration("n-1", FIRST)).orElseThrow().node();

        Registered again = register(registration("n-1", FIRST)).orElseThrow();

        assertThat(again.changed()).isFalse();
        assertThat(again.node().epoch()).isEqualTo(before.epoch());
        assertThat(again.node().revision()).isEqualTo(before.revision());
        assertThat(again.node().id()).isEqualTo(before.id());
        assertThat(again.node().registeredAt()).isEqualTo(before.registeredAt());
    }

    @Test
    void theSameProcessWithAnotherCapIsAChangeUnderTheSameEpoch() {
        register(registration("n-1", FIRST, 5));

        Registered again = register(registration("n-1", FIRST, 6)).orElseThrow();

        assertThat(again.changed()).isTrue();
        assertThat(again.supersedes()).isEmpty();
        assertThat(again.node().epoch()).isEqualTo(new Epoch(1));
        assertThat(again.node().revision()).isEqualTo(2);
    }

    @Test
    void theTypesThatAProcessRunsGoToDispatch() {
        NodeRow node =
                register(running(FIRST, List.of("noop", "foo"))).orElseThrow().node();

        assertThat(node.types()).containsExactly("foo", "noop");
        assertThat(node.toAdmission().types()).containsExactly("foo", "noop");
        assertThat(node.toRegisteredNode().types()).containsExactly("foo", "noop");
    }

    @Test
    void aProcessThatNamesNoTypesRunsExecAndNoop() {
        assertThat(register(running(FIRST, null)).orElseThrow().node().types()).containsExactly("exec", "noop");
    }

    @Test
    void aProcessWithOtherTypesIsAChange() {
        register(running(FIRST, List.of("exec")));

        Registered newer = register(running(SECOND, List.of("exec", "foo"))).orElseThrow();

        assertThat(newer.node().types()).containsExactly("exec", "foo");
        assertThat(newer.node().revision()).isEqualTo(2);
    }

    @Test
    void aNewProcessIsOpenUntilItSaysOtherwise() {
        register(registration("n-1", FIRST));
        database.run("update node set closed_reason = 'no room', closed_since = now()");

        assertThat(register(registration("n-1", FIRST)).orElseThrow().node().closed())
                .isNotNull();
        assertThat(register(registration("n-1", SECOND)).orElseThrow().node().closed())
                .isNull();
    }

    /** A replica of the version before takes a registration without a word on types. */
    @Test
    void typesHoldForTheProcessThatSaidThem() {
        register(running(FIRST, List.of("exec", "foo")));

        database.run("update node set incarnation = '" + SECOND + "'");

        assertThat(find().types()).containsExactly("exec", "noop");
    }

    @Test
    void anotherProcessTakesTheNameUnderTheNextEpochAndTheSameId() {
        NodeRow before = register(registration("n-1", FIRST)).orElseThrow().node();

        Registered newer = register(registration("n-1", SECOND)).orElseThrow();

        assertThat(newer.node().epoch()).isEqualTo(new Epoch(2));
        assertThat(newer.node().revision()).isEqualTo(2);
        assertThat(newer.node().id()).isEqualTo(before.id());
        assertThat(newer.supersedes()).contains(new Epoch(1));
    }

    @Test
    void aStopIsOfItsEpochAndAnOperatorsDrainIsNot() {
        register(registration("n-1", FIRST));
        NodeRow stopped = stop(1, FIRST).orElseThrow();
        assertThat(stopped.standing().by()).isEqualTo("n-1");
        assertThat(stopped.revision()).isEqualTo(2);
        assertThat(stop(1, FIRST)).as("on record").isEmpty();
        assertThat(register(registration("n-1", FIRST)).orElseThrow().node().stopSince())
                .as("the same process")
                .isEqualTo(stopped.stopSince());
        database.run("update node set barrier_closed_at = now(), barrier_attempts = 3, drained_at = now()");

        NodeRow restarted = register(registration("n-1", SECOND)).orElseThrow().node();

        assertThat(restarted.standing().enabled()).isFalse();
        assertThat(restarted.barrierClosedAt()).isNull();
        assertThat(restarted.drainedAt()).isNull();
        assertThat(stop(1, FIRST)).as("a process that is not the node any more").isEmpty();
        assertThat(stop(2, SECOND)).isPresent();
    }

    @Test
    void aStopBesideAnOperatorsDrainLeavesWhatHasComeOfThat() {
        register(registration("n-1", FIRST));
        database.run("""
                update node set drain_since = now(), drain_reason = 'r', drain_by = 'alice', drain_on_deadline = 'LEAVE',
                    barrier_closed_at = now(), barrier_revision = revision, drained_at = now()""");

        NodeRow stopped = stop(1, FIRST).orElseThrow();

        assertThat(stopped.standing().by()).isEqualTo("alice");
        assertThat(stopped.barrier()).isTrue();
        assertThat(stopped.drainedAt()).isNotNull();
        NodeRow restarted = register(registration("n-1", SECOND)).orElseThrow().node();
        assertThat(restarted.standing().by()).isEqualTo("alice");
        assertThat(restarted.drainedAt()).isNotNull();
    }

    @Test
    void aProcessThatHasSaidGoodbyeIsNotStoppedOnceMore() {
        register(registration("n-1", FIRST));
        goodbye(1, FIRST);

        assertThat(stop(1, FIRST)).isEmpty();
    }

    @Test
    void aProcessThatWasSupersededCannotTakeTheNameBack() {
        register(registration("n-1", FIRST));
        register(registration("n-1", SECOND));

        assertThat(register(registration("n-1", FIRST))).isEmpty();

        assertThat(past(FIRST)).contains(PastIncarnation.SUPERSEDED);
        assertThat(find().incarnation()).isEqualTo(SECOND);
        assertThat(find().epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void whatOperatorsRequestOutlivesARegistration() {
        register(registration("n-1", FIRST));
        database.run("""
                update node set drain_since = now(), drain_reason = 'r', drain_by = 'alice', drain_on_deadline = 'LEAVE',
                    operator_task_cap = 2, operator_labels = '{"zone": "b"}'""");

        NodeRow node = register(registration("n-1", SECOND)).orElseThrow().node();

        assertThat(node.drain().enabled()).isTrue();
        assertThat(node.drain().by()).isEqualTo("alice");
        assertThat(node.taskCap()).isEqualTo(2);
        assertThat(node.labels()).isEqualTo(Map.of("zone", "b"));
    }

    @Test
    void aNameThatWasRetiredGoesOnAboveWhatItHad() {
        database.run("insert into past_incarnation (name, incarnation, epoch, revision, ended_as) values" + " ('n-1', '"
                + FIRST + "', 7, 31, 'RETIRED')");

        NodeRow node = register(registration("n-1", SECOND)).orElseThrow().node();

        assertThat(node.epoch()).isEqualTo(new Epoch(8));
        assertThat(node.revision()).isEqualTo(32);
    }

    @Test
    void aRetiredProcessCannotComeBack() {
        database.run("insert into past_incarnation (name, incarnation, epoch, revision, ended_as) values" + " ('n-1', '"
                + FIRST + "', 7, 31, 'RETIRED')");

        assertThat(register(registration("n-1", FIRST))).isEmpty();
        assertThat(past(FIRST)).contains(PastIncarnation.RETIRED);
        assertThat(database.count("node")).isZero();
    }

    @Test
    void aNodeThatComesBackWhileItIsBeingRetiredIsToldToDispatchAtOnce() {
        register(registration("n-1", FIRST));
        database.run("update node set retire_asked_at = now(), revision = revision + 2");

        NodeRow node = register(registration("n-1", SECOND)).orElseThrow().node();

        assertThat(node.revision()).isEqualTo(4);
        assertThat(database.count("node where retire_asked_at is null")).isEqualTo(1);
    }

    @Test
    void ofTwoRegistrationsOfOneNameAtOnceTheLaterHasTheNextEpoch() {
        var first = database.begin();
        assertThat(await(store.register(first.connection(), registration("n-1", FIRST), UUID.randomUUID(), null, true)))
                .isPresent();
        CompletableFuture<Optional<Registered>> second = database.pool()
                .withTransaction(tx -> store.register(tx, registration("n-1", SECOND), UUID.randomUUID(), null, true))
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        first.commit();

        Registered later = second.join().orElseThrow();
        assertThat(later.node().epoch()).isEqualTo(new Epoch(2));
        assertThat(later.supersedes()).contains(new Epoch(1));
        assertThat(past(FIRST)).contains(PastIncarnation.SUPERSEDED);
    }

    @Test
    void aRegistrationThatWasUnderWayWhileANewerOneWasTakenIsRefused() {
        register(registration("n-1", FIRST));
        var newer = database.begin();
        await(store.register(newer.connection(), registration("n-1", SECOND), UUID.randomUUID(), null, true));
        CompletableFuture<Optional<Registered>> late = database.pool()
                .withTransaction(tx -> store.register(tx, registration("n-1", FIRST), UUID.randomUUID(), null, true))
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        newer.commit();

        assertThat(late.join()).isEmpty();
        assertThat(find().incarnation()).isEqualTo(SECOND);
    }

    @Test
    void goodbyeIsOfflineAtOnceAndOnce() {
        register(registration("n-1", FIRST));

        assertThat(goodbye(1, FIRST)).isPresent().get().satisfies(node -> {
            assertThat(node.offline()).isTrue();
            assertThat(node.offlineSince()).isNotNull();
        });
        assertThat(goodbye(1, FIRST)).isEmpty();
    }

    @Test
    void goodbyeOfAnOlderProcessChangesNothing() {
        register(registration("n-1", FIRST));
        register(registration("n-1", SECOND));

        assertThat(goodbye(1, FIRST)).isEmpty();
        assertThat(find().offline()).isFalse();
    }

    @Test
    void aGatewayRegistersAsOne() {
        RegisterRequest gateway = new RegisterRequest(NAME, NodeKind.GATEWAY, FIRST, "1.0", Map.of(), 0, null, null);

        assertThat(register(gateway).orElseThrow().node().kind()).isEqualTo(NodeKind.GATEWAY);
    }

    private static RegisterRequest running(UUID incarnation, List<String> types) {
        return new RegisterRequest(NAME, NodeKind.AGENT, incarnation, "1.0", Map.of(), 5, null, types);
    }

    private Optional<Registered> register(RegisterRequest request) {
        return await(database.pool().withTransaction(tx -> store.register(tx, request, UUID.randomUUID(), null, true)));
    }

    private Optional<NodeRow> goodbye(long epoch, UUID incarnation) {
        return await(database.pool()
                .withTransaction(tx -> store.goodbye(tx, NAME, new Epoch(epoch), incarnation, NodeProof.JOIN_TOKEN)));
    }

    private Optional<NodeRow> stop(long epoch, UUID incarnation) {
        return await(database.pool().withTransaction(tx -> store.stop(tx, NAME, new Epoch(epoch), incarnation)));
    }

    private Optional<PastIncarnation> past(UUID incarnation) {
        return await(database.pool().withTransaction(tx -> store.past(tx, NAME, incarnation)));
    }

    private NodeRow find() {
        return await(nodes.find(database.pool(), NAME)).orElseThrow();
    }
}
