package io.sluice.registry.membership;

import static io.sluice.registry.NodesUnderRace.BEFORE_THE_RECORD;
import static io.sluice.registry.NodesUnderRace.atTheRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodePatch;
import io.sluice.registry.NodesUnderRace;
import io.sluice.registry.NodesUnderRace.Deed;
import io.sluice.registry.capacity.Capacity;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.membership.Adjustments.Outcome;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.node.RevisionMatch;
import io.sluice.test.Race;
import io.sluice.test.Races;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** Two operators who change one node: the second knows of the first, or agreed not to. */
class AdjustmentRaceStoreTest {
    private final NodesUnderRace race = new NodesUnderRace(admission -> 0);
    private final Adjustments adjustments = new Adjustments(
            race.database.pool(),
            race.nodes.store,
            new AdjustmentStore(race.nodes.columns, race.nodes.store),
            race.events,
            race.push,
            new Capacity(race.nodes.columns, race.nodes.store, 0));
    private final Races races = race.database.races();

    @Test
    void ofTwoWhoAgreedToOneRevisionOneChangesIt() {
        races.run(round -> {
            NodeRow before = race.add(round.number());
            LongPredicate ifMatch = RevisionMatch.parse("\"" + before.revision() + "\"");

            CompletableFuture<Outcome> alice = round.enter(
                    "alice",
                    () -> adjust(before, new NodePatch(7, null), ifMatch, "alice")
                            .subscribeAsCompletionStage());
            CompletableFuture<Outcome> bob = round.enter(
                    "bob",
                    () -> adjust(before, new NodePatch(9, Map.of("zone", "b")), ifMatch, "bob")
                            .subscribeAsCompletionStage());
            start(round, before);

            boolean aliceWon = alice.join() instanceof Outcome.Adjusted;
            assertThat(aliceWon ? bob.join() : alice.join()).isEqualTo(new Outcome.Changed(before.revision() + 1));
            assertThat(aliceWon ? alice.join() : bob.join()).isInstanceOf(Outcome.Adjusted.class);
            assertThat(race.deeds(before))
                    .extracting(Deed::actor)
                    .containsOnly(aliceWon ? "alice" : "bob")
                    .hasSize(aliceWon ? 1 : 2);
            inForce(before, 1, aliceWon ? 7 : 9, aliceWon ? "a" : "b");
            round.saw(aliceWon ? "alice was first" : "bob was first");
        });

        races.assertSawEach("alice was first", "bob was first");
    }

    @Test
    void ofTwoWhoAgreedToAnyRevisionNothingIsLost() {
        races.run(round -> {
            NodeRow before = race.add(round.number());
            LongPredicate any = RevisionMatch.parse(null);
            boolean bothCaps = round.coin();
            NodePatch ofBob = bothCaps ? new NodePatch(9, null) : new NodePatch(null, Map.of("zone", "b"));

            CompletableFuture<Outcome> alice = round.enter(
                    "alice",
                    () -> adjust(before, new NodePatch(7, null), any, "alice").subscribeAsCompletionStage());
            CompletableFuture<Outcome> bob =
                    round.enter("bob", () -> adjust(before, ofBob, any, "bob").subscribeAsCompletionStage());
            start(round, before);

            assertThat(alice.join()).isInstanceOf(Outcome.Adjusted.class);
            assertThat(bob.join()).isInstanceOf(Outcome.Adjusted.class);
            List<Deed> deeds = race.deeds(before);
            assertThat(deeds).extracting(Deed::actor).containsExactlyInAnyOrder("alice", "bob");
            boolean aliceWasFirst = deeds.get(0).actor().equals("alice");
            if (bothCaps) {
                assertThat(deeds)
                        .extracting(Deed::detail)
                        .containsExactly(
                                aliceWasFirst ? "task cap 5 → 7" : "task cap 5 → 9",
                                aliceWasFirst ? "task cap 7 → 9" : "task cap 9 → 7");
                inForce(before, 2, aliceWasFirst ? 9 : 7, "a");
            } else {
                inForce(before, 2, 7, "b");
            }
            round.saw(aliceWasFirst ? "alice was first" : "bob was first");
        });

        races.assertSawEach("alice was first", "bob was first");
    }

    private Uni<Outcome> adjust(NodeRow node, NodePatch patch, LongPredicate expected, String actor) {
        return adjustments
                .adjust(node.name(), new Adjustments.Request(patch, Set.of(), FloorCheck.OBEY), expected, actor)
                .invoke(outcome -> {
                    if (outcome instanceof Outcome.Adjusted adjusted) {
                        race.barrierIsNoEarlierThanDispatch(adjusted.node());
                    }
                });
    }

    private void start(Race round, NodeRow node) {
        String lock = round.oneOf(atTheRow(node), BEFORE_THE_RECORD);
        round.start(() -> race.database.hold(lock));
    }

    /** Here, and in dispatch. */
    private void inForce(NodeRow before, int changes, int cap, String zone) {
        NodeRow after = race.nodes.get(before.name().value());
        assertThat(after.revision()).isEqualTo(before.revision() + changes);
        assertThat(after.taskCap()).isEqualTo(cap);
        assertThat(after.operatorLabels().getOrDefault("zone", "a")).isEqualTo(zone);
        assertThat(after.barrier()).isTrue();
        assertThat(race.dispatch.openCap(before.name())).contains(cap);
    }
}
