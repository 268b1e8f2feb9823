package io.sluice.registry.drain;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.node.Drain;
import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.node.NodeRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrainStoreTest {
    private static final DrainTerms TERMS = new DrainTerms("kernel patch", null, Drain.OnDeadline.LEAVE);

    private final RegistryDatabase database = RegistryDatabase.empty();
    private final RegisteredNodes nodes = new RegisteredNodes(database);
    private final DrainStore store = new DrainStore(nodes.columns, nodes.store);

    @Test
    void aRequestIsStoredUnderTheNextRevisionAndWithoutItsBarrier() {
        NodeRow drained = begin(nodes.add("n-1", 5), TERMS).orElseThrow();

        assertThat(drained.drain().enabled()).isTrue();
        assertThat(drained.drain().reason()).isEqualTo("kernel patch");
        assertThat(drained.drain().by()).isEqualTo("alice");
        assertThat(drained.drain().since()).isNotNull();
        assertThat(drained.drain().onDeadline()).isEqualTo(Drain.OnDeadline.LEAVE);
        assertThat(drained.revision()).isEqualTo(2);
        assertThat(drained.barrier()).isFalse();
    }

    @Test
    void aRequestMadeOnAnOlderRevisionChangesNothing() {
        NodeRow seen = nodes.add("n-1", 5);
        database.run("update node set revision = 9");

        assertThat(begin(seen, TERMS)).isEmpty();
        assertThat(nodes.get("n-1").drain()).isEqualTo(Drain.OFF);
    }

    @Test
    void anAmendedDrainKeepsWhenItBeganAndWhatHasComeOfItAndIsSignedByWhoGaveItsWords() {
        NodeRow begun = begin(nodes.add("n-1", 5), TERMS).orElseThrow();
        database.run("update node set barrier_closed_at = now(), drained_at = now(), barrier_revision = revision");
        Instant deadline = Instant.now().truncatedTo(ChronoUnit.MICROS);

        NodeRow amended = amend(nodes.get("n-1"), new DrainTerms("new kernel", deadline, Drain.OnDeadline.CANCEL))
                .orElseThrow();

        assertThat(amended.drain())
                .isEqualTo(new Drain(
                        true,
                        "new kernel",
                        "bob",
                        begun.drain().since(),
                        deadline,
                        Drain.OnDeadline.CANCEL,
                        "bob",
                        "bob",
                        amended.drain().changedAt()));
        assertThat(amended.drain().changedAt()).isAfter(begun.drain().since());
        assertThat(amended.barrierClosedAt()).isNotNull();
        assertThat(amended.drainedAt()).isNotNull();
        assertThat(amended.revision()).isEqualTo(3);
    }

    @Test
    void whoeverSetsTheDeadlineAloneSignsThatAlone() {
        begin(nodes.add("n-1", 5), TERMS);
        Instant deadline = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);

        Drain amended = amend(nodes.get("n-1"), new DrainTerms("kernel patch", deadline, Drain.OnDeadline.CANCEL))
                .orElseThrow()
                .drain();

        assertThat(amended.by()).isEqualTo("alice");
        assertThat(amended.deadlineBy()).isEqualTo("bob");
        assertThat(amended.changedBy()).isEqualTo("bob");
    }

    @Test
    void otherWordsLeaveTheDeadlineToWhoSetIt() {
        Instant deadline = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        begin(nodes.add("n-1", 5), new DrainTerms("kernel patch", deadline, Drain.OnDeadline.CANCEL));

        Drain amended = amend(nodes.get("n-1"), new DrainTerms("b", deadline, Drain.OnDeadline.CANCEL))
                .orElseThrow()
                .drain();

        assertThat(amended.by()).isEqualTo("bob");
        assertThat(amended.deadlineBy()).isEqualTo("alice");
    }

    @Test
    void theNextDrainIsNotTheOneThatWasChanged() {
        begin(nodes.add("n-1", 5), TERMS);
        amend(nodes.get("n-1"), new DrainTerms("b", null, Drain.OnDeadline.LEAVE));
        lift(nodes.get("n-1"));

        Drain next = begin(nodes.get("n-1"), TERMS).orElseThrow().drain();

        assertThat(next.changedBy()).isNull();
        assertThat(next.changedAt()).isNull();
    }

    /** As an older replica leaves them, which lifts a drain without its changes and begins the next. */
    @Test
    void changesOfAnOlderDrainAreNotToldOfThisOne() {
        begin(nodes.add("n-1", 5), TERMS);
        database.run("update node set drain_changed_by = 'bob', drain_changed_at = drain_since - interval '1 s'");

        assertThat(nodes.get("n-1").drain().changedBy()).isNull();
    }

    @Test
    void anotherDeadlineIsOneThatIsNotDoneYetAndTheSameOneStaysDone() {
        DrainTerms due = new DrainTerms("r", Instant.EPOCH, Drain.OnDeadline.REQUEUE);
        begin(nodes.add("n-1", 5), due);
        database.run("update node set barrier_closed_at = now(), deadline_done_at = now()");

        amend(nodes.get("n-1"), new DrainTerms("other words", Instant.EPOCH, Drain.OnDeadline.REQUEUE));
        assertThat(await(store.overdue(database.pool(), 10))).isEmpty();

        amend(nodes.get("n-1"), new DrainTerms("r", Instant.EPOCH.plusSeconds(1), Drain.OnDeadline.REQUEUE));
        assertThat(await(store.overdue(database.pool(), 10))).hasSize(1);
    }

    @Test
    void liftingADrainLeavesNothingOfIt() {
        begin(nodes.add("n-1", 5), TERMS);
        database.run("update node set barrier_closed_at = now(), drained_at = now(), barrier_revision = revision");

        NodeRow lifted = lift(nodes.get("n-1")).orElseThrow();

        assertThat(lifted.drain()).isEqualTo(Drain.OFF);
        assertThat(lifted.barrierClosedAt()).isNull();
        assertThat(lifted.drainedAt()).isNull();
        assertThat(lifted.barrier()).isFalse();
        assertThat(lift(lifted)).isEmpty();
    }

    @Test
    void aDeadlineIsDueOnceItHasPassedBehindAClosedBarrierAndUntilItIsDone() {
        NodeRow node = begin(nodes.add("n-1", 5), new DrainTerms("r", Instant.EPOCH, Drain.OnDeadline.REQUEUE))
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
        begin(nodes.add("n-1", 5), new DrainTerms("r", Instant.now().plusSeconds(3_600), Drain.OnDeadline.REQUEUE));
        database.run("update node set barrier_closed_at = now(), barrier_revision = revision");

        assertThat(await(store.overdue(database.pool(), 10))).isEmpty();
    }

    @Test
    void aNodeEmptiesFromItsBarrierUntilItIsDrained() {
        begin(nodes.add("n-1", 5), TERMS);
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
                .hasMessageContaining("only_a_drain_or_a_stop_closes_the_barrier");
        assertThatThrownBy(() -> database.run("update node set barrier_revision = revision + 1"))
                .hasMessageContaining("dispatch_has_committed_no_later_revision");
    }

    private Optional<NodeRow> begin(NodeRow seen, DrainTerms terms) {
        return await(database.pool().withTransaction(tx -> store.begin(tx, seen, terms, "alice")));
    }

    private Optional<NodeRow> amend(NodeRow seen, DrainTerms terms) {
        return await(database.pool().withTransaction(tx -> store.amend(tx, seen, terms, "bob")));
    }

    private Optional<NodeRow> lift(NodeRow seen) {
        return await(database.pool().withTransaction(tx -> store.lift(tx, seen)));
    }

    private Optional<NodeRow> deadlineDone(NodeRow seen) {
        return await(database.pool().withTransaction(tx -> store.deadlineDone(tx, seen)));
    }
}
