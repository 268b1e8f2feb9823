package io.sluice.dispatch.assignment;

import static io.sluice.dispatch.NodeBuilder.aNode;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.AT_THE_GATE;
import static io.sluice.dispatch.assignment.ClaimsUnderTest.BEFORE_THE_WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.Races;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** G1 and G3 with replicas that claim for the same nodes at once. */
class ClaimRaceStoreTest {
    private static final int TASKS = 12;

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final ClaimsUnderTest one = new ClaimsUnderTest(database);
    private final ClaimsUnderTest other = new ClaimsUnderTest(database);
    private final Races races = database.races();

    /** In production the bound is a setting of the pool. */
    @Test
    void aReplicaThatFreezesInAClaimKeepsTheOthersNoLongerThanItsSessionMayBeIdle() {
        aNode("n-1").insert(database);
        aTask().insert(database);
        DispatchDatabase.OpenTransaction frozen = database.begin();
        for (String statement : List.of(
                "set local idle_in_transaction_session_timeout = '500ms'",
                AT_THE_GATE,
                "select from node_admission for update",
                "select from task for update")) {
            DispatchDatabase.await(frozen.connection().query(statement).execute());
        }

        assertThat(DispatchDatabase.await(other.claim())).isTrue();
    }

    @Test
    void replicasAtOnceAssignEachTaskOnceAndNoNodeTooMuch() {
        aNode("n-1").insert(database);
        aNode("n-2").withLabel("zone", "a").insert(database);
        aNode("n-3").withLabel("zone", "a").insert(database);
        List<UUID> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add((i % 3 == 0 ? aTask().withSelector("zone", "a") : aTask()).insert(database));
        }

        races.run(race -> {
            int[] caps = {race.below(4), race.below(4), race.below(4)};
            one.beginAgain();
            database.forgetEvents();
            database.run("""
                    update node_admission set task_cap = (array[%d, %d, %d])[right(name, 1)::int]""".formatted(caps[0], caps[1], caps[2]));

            CompletableFuture<Boolean> claim =
                    race.enter("claim", () -> one.claim().subscribeAsCompletionStage());
            CompletableFuture<Boolean> claimOfOther =
                    race.enter("claim of another replica", () -> other.claim().subscribeAsCompletionStage());
            // Tasks that arrive and slots that open wake a replica that may be claiming still.
            race.enter("claim again", () -> one.claim().subscribeAsCompletionStage());
            String lock = race.oneOf(
                    AT_THE_GATE,
                    BEFORE_THE_WRITE,
                    "select from node_admission where name = 'n-2' for update",
                    "select from node_admission order by name for update",
                    "select from task where id = '" + race.oneOf(tasks.toArray(UUID[]::new)) + "' for update");
            race.start(() -> database.hold(lock));
            one.claimAll();

            assertThat(database.rows("""
                    select name from node_admission n
                    where task_cap <> (select count(*) from attempt a where a.node = n.name)""")).isEmpty();
            assertThat(database.count("attempt a join task t on t.id = a.task_id"
                            + " where t.state = 'ASSIGNED' and t.attempt = 1 and a.attempt = 1"))
                    .isEqualTo(caps[0] + caps[1] + caps[2]);
            assertThat(database.events())
                    .extracting(TaskEvent::id)
                    .hasSize(caps[0] + caps[1] + caps[2])
                    .doesNotHaveDuplicates();
            if (claim.join()) {
                race.saw("the one assigned");
            }
            if (claimOfOther.join()) {
                race.saw("the other assigned");
            }
        });

        races.assertSawEach("the one assigned", "the other assigned");
    }

    /** Claims with no node in common do not wait for each other, and may want the same tasks: the task's row decides. */
    @Test
    void tasksThatTwoClaimsWantForDifferentNodesAreAssignedOnce() {
        aNode("n-1").withCap(3).insert(database);
        aNode("n-2").withCap(3).insert(database);
        for (int i = 0; i < 3; i++) {
            aTask().insert(database);
        }

        races.run(race -> {
            one.beginAgain();
            database.forgetEvents();
            database.run(streamOf("n-1"));

            race.enter("claim", () -> one.claim().subscribeAsCompletionStage());
            race.enter(
                    "claim for another node",
                    () -> database.pool()
                            .query(streamOf("n-2"))
                            .execute()
                            .chain(other::claim)
                            .subscribeAsCompletionStage());
            race.start(() -> database.hold(BEFORE_THE_WRITE));

            assertThat(database.events()).hasSize(3);
            assertThat(database.count("attempt a join task t on t.id = a.task_id"
                            + " where t.state = 'ASSIGNED' and t.attempt = 1 and a.attempt = 1"))
                    .isEqualTo(3);
            if (database.count("attempt where node = 'n-1'") > 0) {
                race.saw("on the node that was attached before");
            }
            if (database.count("attempt where node = 'n-2'") > 0) {
                race.saw("on the node that is attached now");
            }
        });

        races.assertSawEach("on the node that was attached before", "on the node that is attached now");
    }

    /** Only this node is attached from now on. No claim waits for it, and it waits for none. */
    private static String streamOf(String name) {
        return """
                update node_lease set
                    replica = case name when '%s' then gen_random_uuid() end,
                    stream = case name when '%s' then gen_random_uuid() end,
                    attached_at = case name when '%s' then now() end""".formatted(name, name, name);
    }
}
