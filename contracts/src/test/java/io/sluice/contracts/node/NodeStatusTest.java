package io.sluice.contracts.node;

import static io.sluice.contracts.node.NodeStatus.DRAINED;
import static io.sluice.contracts.node.NodeStatus.DRAINING;
import static io.sluice.contracts.node.NodeStatus.OFFLINE;
import static io.sluice.contracts.node.NodeStatus.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
    private static final OptionalInt UNKNOWN = OptionalInt.empty();
    private static final OptionalInt NONE = OptionalInt.of(0);
    private static final OptionalInt ONE = OptionalInt.of(1);

    @Test
    void aNodePastItsGraceIsOfflineWhateverElseHolds() {
        assertThat(NodeStatus.of(true, false, false, UNKNOWN)).isEqualTo(OFFLINE);
        assertThat(NodeStatus.of(true, true, true, NONE)).isEqualTo(OFFLINE);
    }

    @Test
    void withoutADrainItIsRunningEvenWhenEmptyBehindABarrier() {
        assertThat(NodeStatus.of(false, false, true, NONE)).isEqualTo(RUNNING);
    }

    @Test
    void drainedNeedsTheBarrierAndACountOfZero() {
        assertThat(NodeStatus.of(false, true, true, NONE)).isEqualTo(DRAINED);
        assertThat(NodeStatus.of(false, true, false, NONE)).isEqualTo(DRAINING);
        assertThat(NodeStatus.of(false, true, true, ONE)).isEqualTo(DRAINING);
        assertThat(NodeStatus.of(false, true, true, UNKNOWN)).isEqualTo(DRAINING);
    }
}
