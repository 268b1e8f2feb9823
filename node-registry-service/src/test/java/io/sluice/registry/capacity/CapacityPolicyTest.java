package io.sluice.registry.capacity;

import static io.sluice.registry.node.NodeRowBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapacityPolicyTest {
    @Test
    void exactlyTheFloorMayBeLeft() {
        assertThat(CapacityPolicy.refusal(aNode().withCap(5).build(), 15, 0, 10, FloorCheck.OBEY))
                .isEmpty();
    }

    @Test
    void lessThanTheFloorIsRefusedByADrainAndByACapAlike() {
        assertThat(CapacityPolicy.refusal(aNode().withCap(5).build(), 14, 0, 10, FloorCheck.OBEY))
                .contains(new BelowFloor(14, 9, 10));
        assertThat(CapacityPolicy.refusal(aNode().withCap(5).build(), 12, 2, 10, FloorCheck.OBEY))
                .contains(new BelowFloor(12, 9, 10));
    }

    @Test
    void liftingAnOverrideTakesSlotsAwayWhereTheNodesOwnCapIsLower() {
        assertThat(CapacityPolicy.refusal(aNode().withCap(5).withOperatorCap(9).build(), 9, 5, 6, FloorCheck.OBEY))
                .contains(new BelowFloor(9, 5, 6));
    }

    @Test
    void forceGoesBelowTheFloor() {
        assertThat(CapacityPolicy.refusal(aNode().withCap(5).build(), 5, 0, 10, FloorCheck.FORCE))
                .isEmpty();
    }

    @Test
    void whatTakesNothingAwayIsNotToBlameForTooLittle() {
        assertThat(CapacityPolicy.refusal(aNode().withCap(0).build(), 5, 0, 10, FloorCheck.OBEY))
                .isEmpty();
        assertThat(CapacityPolicy.refusal(aNode().withCap(5).build(), 5, 6, 10, FloorCheck.OBEY))
                .isEmpty();
        for (var closed :
                new io.sluice.registry.node.NodeRowBuilder[] {aNode().offline(), aNode().draining(), aNode().stopping()
                }) {
            assertThat(CapacityPolicy.refusal(closed.withCap(5).build(), 5, 0, 10, FloorCheck.OBEY))
                    .isEmpty();
        }
    }
}
