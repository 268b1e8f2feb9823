package io.sluice.registry.retirement;

import static io.sluice.registry.RegistryDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.registry.RegisteredNodes;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.node.NodeRow;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RetirementStoreTest {
    private final RegistryDatabase database = RegistryDatabase.empty();
    private final RegisteredNodes nodes = new RegisteredNodes(database);
    private final RetirementStore store = new RetirementStore(nodes.columns, nodes.store);

    @Test
    void whatClosesANodeIsNewerThanAllBeforeAndOlderThanTheNodeIfItStays() {
        nodes.add("n-1", 5);
        NodeRow seen = nodes.forget("n-1");

        NodeRow reserved = reserve(seen).orElseThrow();

        assertThat(RetirementStore.closingRevision(reserved)).isGreaterThan(seen.revision());
        assertThat(reserved.revision()).isGreaterThan(RetirementStore.closingRevision(reserved));
    }

    @Test
    void aNodeThatChecksInIsNotReserved() {
        assertThat(reserve(nodes.add("n-1", 5))).isEmpty();
    }

    @Test
    void aRetiredNodeIsDeletedAndItsProcessRemembered() {
        nodes.add("n-1", 5);
        NodeRow reserved = reserve(nodes.forget("n-1")).orElseThrow();

        assertThat(delete(reserved)).isPresent();

        assertThat(nodes.find("n-1")).isEmpty();
        assertThat(database.count("past_incarnation where name = 'n-1' and ended_as = 'RETIRED' and epoch = 1"
                        + " and revision = 3 and incarnation = '" + reserved.incarnation() + "'"))
                .isEqualTo(1);
        assertThat(delete(reserved)).isEmpty();
    }

    @Test
    void aHeartbeatThatSlipsBetweenWins() {
        nodes.add("n-1", 5);
        NodeRow reserved = reserve(nodes.forget("n-1")).orElseThrow();
        database.run("update node set last_seen_at = now()");

        assertThat(delete(reserved)).isEmpty();
        assertThat(nodes.get("n-1").offline()).isFalse();
        assertThat(nodes.get("n-1").barrier()).isFalse();
    }

    @Test
    void aNodeThatDispatchWasToldToOpenMeanwhileStays() {
        nodes.add("n-1", 5);
        NodeRow reserved = reserve(nodes.forget("n-1")).orElseThrow();
        database.run("update node set barrier_revision = revision");

        assertThat(delete(reserved)).isEmpty();
    }

    @Test
    void ofTwoRetirementsAtOnceOneFindsTheNodeChanged() {
        nodes.add("n-1", 5);
        NodeRow seen = nodes.forget("n-1");
        NodeRow first = reserve(seen).orElseThrow();

        assertThat(reserve(seen)).isEmpty();
        assertThat(delete(first)).isPresent();
    }

    @Test
    void whatIsGivenUpCanBeToldToDispatchAtOnce() {
        nodes.add("n-1", 5);
        NodeRow reserved = reserve(nodes.forget("n-1")).orElseThrow();

        await(store.release(database.pool(), reserved));

        assertThat(database.count("node where retire_asked_at is null and barrier_revision < revision"))
                .isEqualTo(1);
    }

    /** A registration takes the same lock on the name: whoever comes second sees what the first has done. */
    @Test
    void aRegistrationThatIsUnderWayMakesARetirementWaitAndThenFail() {
        nodes.add("n-1", 5);
        NodeRow reserved = reserve(nodes.forget("n-1")).orElseThrow();
        var registration = database.begin();
        await(nodes.store.lockName(registration.connection(), reserved.name()));
        await(registration
                .connection()
                .query("update node set epoch = 2, incarnation = '" + UUID.randomUUID()
                        + "', revision = revision + 1, last_seen_at = now()")
                .execute());
        CompletableFuture<Optional<NodeRow>> retirement = database.pool()
                .withTransaction(tx -> store.delete(tx, reserved))
                .subscribeAsCompletionStage();
        database.awaitBlocked();
        registration.commit();

        assertThat(retirement.join()).isEmpty();
        assertThat(nodes.get("n-1").epoch().value()).isEqualTo(2);
    }

    private Optional<NodeRow> reserve(NodeRow seen) {
        return await(store.reserve(database.pool(), seen));
    }

    private Optional<NodeRow> delete(NodeRow reserved) {
        return await(database.pool().withTransaction(tx -> store.delete(tx, reserved)));
    }
}
