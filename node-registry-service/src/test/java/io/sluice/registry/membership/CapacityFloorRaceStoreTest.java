package io.sluice.registry.membership;

import static io.sluice.registry.NodesUnderRace.atTheRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodePatch;
import io.sluice.registry.NodesUnderRace;
import io.sluice.registry.capacity.BelowFloor;
import io.sluice.registry.capacity.Capacity;
import io.sluice.registry.capacity.FloorCheck;
import io.sluice.registry.node.NodeRow;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two who take slots away at once are counted one after the other. */
class CapacityFloorRaceStoreTest {
    private static final int FLOOR = 5;

    private final NodesUnderRace race = new NodesUnderRace(admission -> 0);
    private final Adjustments adjustments = new Adjustments(
            race.database.pool(),
            race.nodes.store,
            new AdjustmentStore(race.nodes.columns, race.nodes.store),
            race.events,
            race.push,
            new Capacity(race.nodes.columns, race.nodes.store, FLOOR));

    /** Each alone would leave the floor of 5; both together would leave none. */
    @Test
    void twoCapsAtOnceDoNotBothSlipUnderTheFloor() {
        NodeRow a = race.add(1);
        NodeRow b = race.nodes.add("n-2", 5);
        Runnable release = race.database.hold(atTheRow(a));
        CompletableFuture<Adjustments.Outcome> first = toNothing(a);
        race.database.awaitBlocked();
        CompletableFuture<Adjustments.Outcome> second = toNothing(b);
        release.run();

        assertThat(first.join()).isInstanceOf(Adjustments.Outcome.Adjusted.class);
        assertThat(second.join()).isEqualTo(new Adjustments.Outcome.Refused(new BelowFloor(5, 0, FLOOR), 0));
        assertThat(race.nodes.get("n-2").taskCap()).isEqualTo(5);
    }

    private CompletableFuture<Adjustments.Outcome> toNothing(NodeRow node) {
        return adjustments
                .adjust(
                        node.name(),
                        new Adjustments.Request(new NodePatch(0, null), Set.of(), FloorCheck.OBEY),
                        any -> true,
                        "alice")
                .subscribeAsCompletionStage();
    }
}
