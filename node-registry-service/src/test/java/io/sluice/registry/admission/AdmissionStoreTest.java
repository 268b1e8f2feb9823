package io.sluice.registry.admission;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.admission.AdmissionStore.Acknowledged;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionStoreTest {
    private static final NodeName NAME = new NodeName("n-1");

    private final RegistryDatabase database = RegistryDatabase.empty();
    private final RegisteredNodes nodes = new RegisteredNodes(database);
    private final AdmissionStore store = new AdmissionStore(nodes.columns, nodes.store);

    @BeforeEach
    void aNode() {
        nodes.add("n-1", 5);
    }

    @Test
    void theBarrierClosesWhenDispatchHasCommittedTheDrain() {
        drainAtRevision(2);

        Acknowledged acknowledged = acknowledge(2, 3).orElseThrow();

        assertThat(acknowledged.node().barrier()).isTrue();
        assertThat(acknowledged.closedNow()).isTrue();
        assertThat(acknowledged.drainedNow()).isFalse();
        assertThat(nodes.get("n-1").barrierClosedAt()).isNotNull();
    }

    @Test
    void howManyAttemptsWereLiveAtTheBarrierIsKeptWhileTheDrainIs() {
        drainAtRevision(2);
        acknowledge(2, 3);
        database.run("update node set revision = 3");

        acknowledge(3, 1);

        assertThat(nodes.get("n-1").barrierAttempts()).isEqualTo(3);
        assertThat(nodes.get("n-1").toRegisteredNode().attemptsAtBarrier()).isEqualTo(3);
    }

    @Test
    void withoutADrainNoAttemptsAreCountedAtABarrier() {
        database.run("update node set revision = 2");

        acknowledge(2, 3);

        assertThat(nodes.get("n-1").barrierAttempts()).isNull();
    }

    @Test
    void anEmptyNodeIsDrainedWithItsBarrier() {
        drainAtRevision(2);

        Acknowledged acknowledged = acknowledge(2, 0).orElseThrow();

        assertThat(acknowledged.closedNow()).isTrue();
        assertThat(acknowledged.drainedNow()).isTrue();
    }

    @Test
    void anAcknowledgementOfAnOlderRevisionClosesNothing() {
        drainAtRevision(3);

        assertThat(acknowledge(2, 0)).isEmpty();
        assertThat(nodes.get("n-1").barrier()).isFalse();
        assertThat(nodes.get("n-1").barrierClosedAt()).isNull();
    }

    @Test
    void theSameAcknowledgementTwiceIsRecordedOnce() {
        drainAtRevision(2);
        acknowledge(2, 0);

        assertThat(acknowledge(2, 0)).isEmpty();
    }

    @Test
    void withoutADrainAnAcknowledgementClosesNoBarrier() {
        database.run("update node set revision = 2");

        Acknowledged acknowledged = acknowledge(2, 0).orElseThrow();

        assertThat(acknowledged.node().barrier()).isTrue();
        assertThat(acknowledged.closedNow()).isFalse();
        assertThat(acknowledged.drainedNow()).isFalse();
    }

    @Test
    void aLaterRevisionOfTheSameDrainIsNoSecondBarrier() {
        drainAtRevision(2);
        acknowledge(2, 1);
        database.run("update node set revision = 3");

        Acknowledged acknowledged = acknowledge(3, 0).orElseThrow();

        assertThat(acknowledged.closedNow()).isFalse();
        assertThat(acknowledged.drainedNow()).isTrue();
    }

    @Test
    void drainedIsRecordedOnceByTheFirstWhoFindsTheNodeEmpty() {
        drainAtRevision(2);
        acknowledge(2, 1);

        assertThat(countedEmpty(2).orElseThrow().drainedNow()).isTrue();
        assertThat(countedEmpty(2)).isEmpty();
    }

    @Test
    void aCountMadeBeforeTheNodeChangedProvesNothing() {
        drainAtRevision(2);
        acknowledge(2, 1);
        database.run("update node set revision = 3");

        assertThat(countedEmpty(2)).isEmpty();
        assertThat(countedEmpty(3)).isEmpty();
    }

    @Test
    void whatDispatchHasNotCommittedIsPendingOnceNobodyAttendsToIt() {
        assertThat(pending()).isEmpty();
        drainAtRevision(2);

        assertThat(pending()).containsExactly("n-1");
        database.run("update node set revised_at = now()");
        assertThat(pending()).isEmpty();
    }

    @Test
    void aNodeThatIsBeingRetiredIsNotPendingForAWhile() {
        drainAtRevision(2);
        database.run("update node set retire_asked_at = now()");
        assertThat(pending()).isEmpty();

        database.run("update node set retire_asked_at = now() - interval '11 seconds'");
        assertThat(pending()).containsExactly("n-1");
    }

    @Test
    void whenDispatchHoldsALaterRevisionTheNodeGoesOnAboveIt() {
        assertThat(await(store.overtake(database.pool(), NAME, 41))).isTrue();
        assertThat(nodes.get("n-1").revision()).isEqualTo(42);
        assertThat(nodes.get("n-1").barrier()).isFalse();

        assertThat(await(store.overtake(database.pool(), NAME, 41))).isFalse();
    }

    private void drainAtRevision(long revision) {
        database.run("""
                update node set drain_since = now(), drain_reason = 'r', drain_by = 'alice', drain_on_deadline = 'LEAVE',
                    revision = %d, revised_at = now() - interval '1 minute'""".formatted(revision));
    }

    private Optional<Acknowledged> acknowledge(long revision, int liveAttempts) {
        return await(database.pool().withTransaction(tx -> store.acknowledge(tx, NAME, revision, liveAttempts)));
    }

    private Optional<Acknowledged> countedEmpty(long revision) {
        return await(database.pool().withTransaction(tx -> store.countedEmpty(tx, NAME, revision)));
    }

    private List<String> pending() {
        return await(store.pending(database.pool(), Duration.ofSeconds(1), 10)).stream()
                .map(node -> node.name().value())
                .toList();
    }
}
