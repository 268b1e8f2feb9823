package io.sluice.registry.drain;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.drain.DrainPolicy.FloorCheck;
import io.sluice.registry.node.NodeRow;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DrainStoreTest {
    private static final DrainWish WISH = new DrainWish("kernel patch", null, Drain.OnDeadline.LEAVE);

    private final RegistryDatabase database = RegistryDatabase.empty();
    private final RegisteredNodes nodes = new RegisteredNodes(database);
    private final DrainStore store = new DrainStore(nodes.columns, nodes.store);

    @Test
    void aWishIsStoredUnderTheNextRevisionAndWithoutItsBarrier() {
        NodeRow drained = begin(nodes.add("n-1", 5), WISH).orElseThrow();

        assertThat(drained.drain().enabled()).isTrue();
        assertThat(drained.drain().reason()).isEqualTo("kernel patch");
        assertThat(drained.drain().by()).isEqualTo("alice");
        assertThat(drained.drain().since()).isNotNull();
        assertThat(drained.drain().onDeadline()).isEqualTo(Drain.OnDeadline.LEAVE);
        assertThat(drained.revision()).isEqualTo(2);
        assertThat(drained.barrier()).isFalse();
    }

    @Test
    void aWishMadeOnAnOlderRevisionChangesNothing() {
        NodeRow seen = nodes.add("n-1", 5);
        database.run("update node set revision = 9");

        assertThat(begin(seen, WISH)).isEmpty();
        assertThat(nodes.get("n-1").drain()).isEqualTo(Drain.OFF);
    }

    @Test
    void anAmendedDrainKeepsWhoBeganItAndWhenAndWhatHasComeOfIt() {
        NodeRow begun = begin(nodes.add("n-1", 5), WISH).orElseThrow();
        database.run("update node set barrier_closed_at = now(), drained_at = now(), barrier_revision = revision");
        Instant deadline = Instant.now().truncatedTo(ChronoUnit.MICROS);

        NodeRow amended = amend(nodes.get("n-1"), new DrainWish("new kernel", deadline, Drain.OnDeadline.CANCEL))
                .orElseThrow();

        assertThat(amended.drain())
                .isEqualTo(new Drain(
                        true, "new kernel", "alice", begun.drain().since(), deadline, Drain.OnDeadline.CANCEL));
        assertThat(amended.barrierClosedAt()).isNotNull();
        assertThat(amended.drainedAt()).isNotNull();
        assertThat(amended.revision()).isEqualTo(3);
    }

    @Test
    void anotherDeadlineIsOneThatIsNotDoneYetAndTheSameOneStaysDone() {
        DrainWish due = new DrainWish("r", Instant.EPOCH, Drain.OnDeadline.REQUEUE);
        begin(nodes.add("n-1", 5), due);
        database.run("update node set barrier_closed_at = now(), deadline_done_at = now()");

        amend(nodes.get("n-1"), new DrainWish("other words", Instant.EPOCH, Drain.OnDeadline.REQUEUE));
        assertThat(await(store.overdue(database.pool(), 10))).isEmpty();

        amend(nodes.get("n-1"), new DrainWish("r", Instant.EPOCH.plusSeconds(1), Drain.OnDeadline.REQUEUE));
        assertThat(await(store.overdue(database.pool(), 10))).hasSize(1);
    }

    @Test
    void liftingADrainLeavesNothingOfIt() {
        begin(nodes.add("n-1", 5), WISH);
        database.run("update node set barrier_closed_at = now(), drained_at = now(), barrier_revision = revision");

        NodeRow lifted = lift(nodes.get("n-1")).orElseThrow();

        assertThat(lifted.drain()).isEqualTo(Drain.OFF);
        assertThat(lifted.barrierClosedAt()).isNull();
        assertThat(lifted.drainedAt()).isNull();
        assertThat(lifted.barrier()).isFalse();
        assertThat(lift(lifted)).isEmpty();
    }

    @Test
    void capacityIsWhatRunningNodesCanTake() {
        nodes.add("a", 5);
        nodes.add("b", 7);
        nodes.add("gone", 100);
        nodes.forget("gone");
        begin(nodes.add("draining", 1_000), WISH);
        database.run("update node set operator_task_cap = 2 where name = 'b'");

        assertThat(await(store.capacity(database.pool()))).isEqualTo(7);
    }

    @Test
    void capacityOfNoNodeIsZero() {
        assertThat(await(store.capacity(database.pool()))).isZero();
    }

    /** Each alone would leave the floor of 5; both together would leave none. */
    @Test
    void twoDrainsAtOnceDoNotBothSlipUnderTheFloor() {
        nodes.add("a", 5);
        nodes.add("b", 5);
        var first = database.begin();
        assertThat(await(decideAndBegin(first.connection(), "a"))).isInstanceOf(DrainDecision.Begin.class);
        CompletableFuture<DrainDecision> second = database.pool()
                .withTransaction(transaction -> decideAndBegin(transaction, "b"))
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        first.commit();

        assertThat(second.join()).isEqualTo(new DrainDecision.BelowFloor(5, 0));
        assertThat(nodes.get("b").drain().enabled()).isFalse();
    }

    @Test
    void aDeadlineIsDueOnceItHasPassedBehindAClosedBarrierAndUntilItIsDone() {
        NodeRow node = begin(nodes.add("n-1", 5), new DrainWish("r", Instant.EPOCH, Drain.OnDeadline.REQUEUE))
                .orElseThrow();
        assertThat(await(store.overdue(database.pool(), 10))).isEmpty();

        database.run("update node set barrier_closed_at = now(), barrier_revision = revision");
        assertThat(await(store.overdue(database.pool(), 10))).hasSize(1);

        assertThat(deadlineDone(node)).isPresent();
        assertThat(deadlineDone(node)).isEmpty();
        assertThat(await(store.overdue(database.pool(), 10))).isEmpty();
    }

    @Test
    void aDeadlineToComeIsNotDue() {
        begin(nodes.add("n-1", 5), new DrainWish("r", Instant.now().plusSeconds(3_600), Drain.OnDeadline.REQUEUE));
        database.run("update node set barrier_closed_at = now(), barrier_revision = revision");

        assertThat(await(store.overdue(database.pool(), 10))).isEmpty();
    }

    @Test
    void aNodeEmptiesFromItsBarrierUntilItIsDrained() {
        begin(nodes.add("n-1", 5), WISH);
        assertThat(await(store.emptying(database.pool()))).isEmpty();

        database.run("update node set barrier_closed_at = now(), barrier_revision = revision");
        assertThat(await(store.emptying(database.pool()))).hasSize(1);

        database.run("update node set drained_at = now()");
        assertThat(await(store.emptying(database.pool()))).isEmpty();
    }

    @Test
    void theSchemaHoldsNoHalfADrain() {
        nodes.add("n-1", 5);

        assertThatThrownBy(() -> database.run("update node set drain_since = now()"))
                .hasMessageContaining("a_drain_has_reason_author_and_end_action");
        assertThatThrownBy(() -> database.run("update node set barrier_closed_at = now()"))
                .hasMessageContaining("only_a_drain_closes_the_barrier");
        assertThatThrownBy(() -> database.run("update node set barrier_revision = revision + 1"))
                .hasMessageContaining("dispatch_has_committed_no_later_revision");
    }

    /** As the drain itself does it: lock, count, decide, store. */
    private Uni<DrainDecision> decideAndBegin(SqlConnection transaction, String name) {
        return nodes.store
                .lockCapacity(transaction)
                .chain(() -> nodes.store.lock(transaction, new NodeName(name)))
                .chain(node -> store.capacity(transaction).chain(capacity -> {
                    DrainDecision decision =
                            DrainPolicy.onRequest(node.orElseThrow(), WISH, capacity, 5, FloorCheck.OBEY);
                    return decision instanceof DrainDecision.Begin
                            ? store.begin(transaction, node.orElseThrow(), WISH, "alice")
                                    .replaceWith(decision)
                            : Uni.createFrom().item(decision);
                }));
    }

    private Optional<NodeRow> begin(NodeRow seen, DrainWish wish) {
        return await(database.pool().withTransaction(tx -> store.begin(tx, seen, wish, "alice")));
    }

    private Optional<NodeRow> amend(NodeRow seen, DrainWish wish) {
        return await(database.pool().withTransaction(tx -> store.amend(tx, seen, wish)));
    }

    private Optional<NodeRow> lift(NodeRow seen) {
        return await(database.pool().withTransaction(tx -> store.lift(tx, seen)));
    }

    private Optional<NodeRow> deadlineDone(NodeRow seen) {
        return await(database.pool().withTransaction(tx -> store.deadlineDone(tx, seen)));
    }
}
