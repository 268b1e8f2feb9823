package io.sluice.gateway.nodes;

import static io.sluice.contracts.node.NodeStatus.DRAINED;
import static io.sluice.contracts.node.NodeStatus.DRAINING;
import static io.sluice.contracts.node.NodeStatus.OFFLINE;
import static io.sluice.contracts.node.NodeStatus.RUNNING;
import static io.sluice.gateway.api.nodes.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeView;
import io.sluice.gateway.api.nodes.NodeBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeViewPolicyTest {
    @Test
    void aNodeWithoutADrainRuns() {
        NodeView view = join(aNode(), aNode().load(3));

        assertThat(view.status()).isEqualTo(RUNNING);
        assertThat(view.runningTasks()).isEqualTo(3);
        assertThat(view.barrier()).isNull();
    }

    @Test
    void aDrainedNodeIsClosedAndEmptyByDispatchsOwnCount() {
        NodeBuilder node = aNode().draining();

        assertThat(join(node, node.load(1)).status()).isEqualTo(DRAINING);
        assertThat(join(node, node.load(0)).status()).isEqualTo(DRAINED);
        assertThat(join(node, node.load(0)).barrier()).isTrue();
    }

    @Test
    void withoutTheBarrierNoNodeIsDrained() {
        NodeBuilder node = aNode().draining().withoutBarrier();

        assertThat(join(node, node.load(0)).status()).isEqualTo(DRAINING);
        assertThat(join(node, node.load(0)).barrier()).isFalse();
    }

    @Test
    void aCountFromBeforeTheDrainProvesNothing() {
        NodeBuilder node = aNode().draining().atRevision(5);

        assertThat(join(node, node.load(0, 4, 2, false)).status()).isEqualTo(DRAINING);
        assertThat(join(node, node.load(0, 5, 1, false)).status()).isEqualTo(DRAINING);
        assertThat(join(node, node.load(0, 6, 2, true)).status()).isEqualTo(DRAINING);
        assertThat(join(node, node.load(0, 6, 3, false)).status()).isEqualTo(DRAINED);
    }

    @Test
    void whileDispatchIsAwayCountsAreUnknownAndNoneIsDrained() {
        NodeView view = NodeViewPolicy.join(aNode().draining().build(), Loads.UNKNOWN);

        assertThat(view.runningTasks()).isNull();
        assertThat(view.status()).isEqualTo(DRAINING);
    }

    @Test
    void aNodeThatDispatchHasNotHeardOfRunsNothing() {
        NodeView view = NodeViewPolicy.join(aNode().draining().build(), Loads.of(List.of()));

        assertThat(view.runningTasks()).isZero();
        assertThat(view.status()).isEqualTo(DRAINING);
    }

    @Test
    void anOfflineNodeIsOfflineWhateverElseItIs() {
        NodeBuilder node = aNode().draining().offline();

        assertThat(join(node, node.load(0)).status()).isEqualTo(OFFLINE);
        assertThat(join(node, node.load(0)).offlineSince()).isNotNull();
    }

    private static NodeView join(NodeBuilder node, NodeLoad load) {
        return NodeViewPolicy.join(node.build(), Loads.of(List.of(load)));
    }
}
