package io.sluice.registry.membership;

import static io.sluice.registry.RegistryDatabase.await;
import static io.sluice.registry.RegistryDatabase.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.membership.PresenceStore.Fleet;
import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.NodeStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceStoreTest {
    private final RegistryDatabase database = RegistryDatabase.empty();
    private final NodeColumns columns = new NodeColumns(Duration.ofSeconds(20));
    private final NodeStore nodes = new NodeStore(columns);
    private final RegistrationStore registrations = new RegistrationStore(columns, nodes);
    private final PresenceStore store = new PresenceStore(columns, nodes);

    @BeforeEach
    void twoNodes() {
        register("here");
        register("gone");
        database.run("update node set last_seen_at = now() - interval '1 minute' where name = 'gone'");
    }

    @Test
    void aChangeToOfflineIsAnsweredOnce() {
        assertThat(names(markMissing())).containsExactly("gone");
        assertThat(markMissing()).isEmpty();
    }

    @Test
    void offlineBeganWhenTheGraceWasOver() {
        NodeRow gone = markMissing().get(0);

        assertThat(gone.offlineSince()).isEqualTo(gone.lastSeen().plusSeconds(20));
    }

    @Test
    void ofTwoReplicasAtOnceOneMarksAChangeAndNeitherWaits() {
        var first = database.begin();
        assertThat(names(await(store.markMissing(first.connection(), 10)))).containsExactly("gone");

        assertThat(markMissing()).isEmpty();

        first.commit();
        assertThat(markMissing()).isEmpty();
    }

    @Test
    void whatAReplicaDidNotCommitIsMarkedByAnother() {
        var dying = database.begin();
        await(store.markMissing(dying.connection(), 10));
        dying.rollback();

        assertThat(names(markMissing())).containsExactly("gone");
    }

    @Test
    void aReturnIsAnsweredOnceAndTheNextChangeIsANewOne() {
        markMissing();
        assertThat(markReturned()).isEmpty();
        database.run("update node set last_seen_at = now() where name = 'gone'");

        assertThat(names(markReturned())).containsExactly("gone");
        assertThat(markReturned()).isEmpty();

        database.run("update node set last_seen_at = now() - interval '1 minute' where name = 'gone'");
        assertThat(names(markMissing())).containsExactly("gone");
    }

    @Test
    void aGoodbyeIsNoChangeToWarnOf() {
        database.run("update node set goodbye_at = now(), offline_recorded_at = now() where name = 'here'");

        assertThat(names(markMissing())).containsExactly("gone");
    }

    @Test
    void theFleetIsCounted() {
        database.run("""
                update node set drain_since = now(), drain_reason = 'r', drain_by = 'alice', drain_on_deadline = 'LEAVE',
                    barrier_revision = revision where name = 'here'""");

        assertThat(await(store.fleet(database.pool()))).isEqualTo(new Fleet(1, 1, 1, 1, 1, 0, 1));
    }

    @Test
    void aClosingIsAnsweredOnceAndSoIsItsOpening() {
        close("here", "no room");

        assertThat(await(store.fleet(database.pool())).closed()).isOne();
        List<NodeRow> closed = markClosed();
        assertThat(names(closed)).containsExactly("here");
        assertThat(closed.get(0).closed().reason()).isEqualTo("no room");
        assertThat(markClosed()).isEmpty();
        assertThat(markOpened()).isEmpty();

        database.run("update node set closed_reason = null, closed_since = null");

        assertThat(names(markOpened())).containsExactly("here");
        assertThat(markOpened()).isEmpty();
    }

    /** Nobody looks after it while it is gone. */
    @Test
    void aNodeThatIsOfflineIsNotCountedAsClosed() {
        close("gone", "no room");

        assertThat(await(store.fleet(database.pool())).closed()).isZero();
    }

    private void close(String name, String reason) {
        database.run(
                "update node set closed_since = now(), closed_reason = '" + reason + "' where name = '" + name + "'");
    }

    private List<NodeRow> markClosed() {
        return await(database.pool().withTransaction(tx -> store.markClosed(tx, 10)));
    }

    private List<NodeRow> markOpened() {
        return await(database.pool().withTransaction(tx -> store.markOpened(tx, 10)));
    }

    private List<NodeRow> markMissing() {
        return await(database.pool().withTransaction(tx -> store.markMissing(tx, 10)));
    }

    private List<NodeRow> markReturned() {
        return await(database.pool().withTransaction(tx -> store.markReturned(tx, 10)));
    }

    private void register(String name) {
        await(database.pool()
                .withTransaction(tx ->
                        registrations.register(tx, registration(name, new UUID(4, 1)), UUID.randomUUID(), null, true)));
    }

    private static List<String> names(List<NodeRow> rows) {
        return rows.stream().map(node -> node.name().value()).toList();
    }
}
