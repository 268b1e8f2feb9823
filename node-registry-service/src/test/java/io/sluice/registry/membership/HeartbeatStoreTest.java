package io.sluice.registry.membership;

import static io.sluice.registry.RegistryDatabase.await;
import static io.sluice.registry.RegistryDatabase.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.RegistryDatabase;
import io.sluice.registry.membership.HeartbeatStore.Beat;
import io.sluice.registry.node.NodeColumns;
import io.sluice.registry.node.NodeStore;
import io.sluice.service.auth.NodeProof;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeartbeatStoreTest {
    private static final UUID FIRST = new UUID(4, 1);
    private static final UUID SECOND = new UUID(4, 2);

    private final RegistryDatabase database = RegistryDatabase.empty();
    private final NodeColumns columns = new NodeColumns(Duration.ofSeconds(20));
    private final RegistrationStore registrations = new RegistrationStore(columns, new NodeStore(columns));
    private final HeartbeatStore store = new HeartbeatStore();

    @Test
    void oneBatchAnswersEachByWhatItsRowSays() {
        register("taken", FIRST);
        register("newer", FIRST);
        register("newer", SECOND);
        database.run("insert into past_incarnation (name, incarnation, epoch, revision, ended_as) values"
                + " ('retired', '" + FIRST + "', 3, 9, 'RETIRED')");

        assertThat(checkIn(
                        beat("taken", 1, FIRST),
                        beat("newer", 1, FIRST),
                        beat("retired", 3, FIRST),
                        beat("unknown", 1, FIRST),
                        beat("newer", 2, SECOND)))
                .containsExactly(
                        new HeartbeatOutcome.Taken(Drain.OFF, 5, false),
                        new HeartbeatOutcome.StaleEpoch(new Epoch(2)),
                        new HeartbeatOutcome.Retired(),
                        new HeartbeatOutcome.RegisterAgain(),
                        new HeartbeatOutcome.Taken(Drain.OFF, 5, false));
    }

    @Test
    void aHeartbeatBringsANodeBackThatWasNotSeen() {
        register("n-1", FIRST);
        database.run("update node set last_seen_at = now() - interval '1 hour'");

        checkIn(beat("n-1", 1, FIRST));

        assertThat(database.count("node where last_seen_at > now() - interval '5 seconds' and load = 1.5"
                        + " and running_attempts = 2"))
                .isEqualTo(1);
    }

    @Test
    void aStaleHeartbeatChangesNothing() {
        register("n-1", FIRST);
        register("n-1", SECOND);
        database.run("update node set last_seen_at = now() - interval '1 hour'");

        checkIn(beat("n-1", 1, FIRST));

        assertThat(database.count("node where last_seen_at < now() - interval '30 minutes'"))
                .isEqualTo(1);
    }

    @Test
    void aHeartbeatThatWasUnderWayDoesNotUndoAGoodbye() {
        register("n-1", FIRST);
        database.run("update node set goodbye_at = now()");

        assertThat(checkIn(beat("n-1", 1, FIRST))).containsExactly(new HeartbeatOutcome.RegisterAgain());
        assertThat(database.count("node where goodbye_at is not null")).isEqualTo(1);
    }

    @Test
    void theSameHeartbeatTwiceInABatchIsAnsweredTwice() {
        register("n-1", FIRST);

        assertThat(checkIn(beat("n-1", 1, FIRST), beat("n-1", 1, FIRST)))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(HeartbeatOutcome.Taken.class));
    }

    @Test
    void aNodeThatHasClosedItselfIsClosedFromTheFirstWordOfIt() {
        register("n-1", FIRST);
        database.run("update node set last_seen_at = now() - interval '1 hour'");

        checkIn(closed("no room"));
        checkIn(closed("no inodes"));

        assertThat(database.count("node where closed_reason = 'no inodes' and closed_since < last_seen_at"))
                .isOne();

        checkIn(closed(null));
        assertThat(database.count("node where closed_reason is null and closed_since is null"))
                .isOne();
    }

    private static Beat closed(String reason) {
        return new Beat(new NodeName("n-1"), new Epoch(1), FIRST, 0, 0, reason, NodeProof.JOIN_TOKEN);
    }

    @Test
    void theAnswerTellsOfADrainAndAnOperatorsCap() {
        register("n-1", FIRST);
        database.run("""
                update node set drain_since = now(), drain_reason = 'r', drain_by = 'alice', drain_on_deadline = 'LEAVE',
                    operator_task_cap = 0""");

        assertThat(checkIn(beat("n-1", 1, FIRST))).singleElement().satisfies(outcome -> {
            HeartbeatOutcome.Taken taken = (HeartbeatOutcome.Taken) outcome;
            assertThat(taken.taskCap()).isZero();
            assertThat(taken.drain().enabled()).isTrue();
            assertThat(taken.drain().reason()).isEqualTo("r");
        });
    }

    /** Two replicas may hold heartbeats of the same nodes: in any other order each could hold what the other waits for. */
    @Test
    void rowsAreLockedInTheOrderOfNamesWhateverTheOrderOfTheBatch() {
        register("b", FIRST);
        register("a", FIRST);
        var other = database.begin();
        await(other.connection()
                .query("select from node where name = 'a' for update")
                .execute());
        var waiting = store.checkIn(database.pool(), List.of(beat("b", 1, FIRST), beat("a", 1, FIRST)))
                .subscribeAsCompletionStage();
        database.awaitBlocked();

        await(other.connection()
                .query("select from node where name = 'b' for update nowait")
                .execute());
        other.commit();

        assertThat(waiting.join()).hasSize(2);
    }

    private List<HeartbeatOutcome> checkIn(Beat... beats) {
        return await(store.checkIn(database.pool(), List.of(beats)));
    }

    private void register(String name, UUID incarnation) {
        await(database.pool()
                .withTransaction(tx ->
                        registrations.register(tx, registration(name, incarnation), UUID.randomUUID(), null, true)));
    }

    private static Beat beat(String name, long epoch, UUID incarnation) {
        return new Beat(new NodeName(name), new Epoch(epoch), incarnation, 2, 1.5, null, NodeProof.JOIN_TOKEN);
    }
}
