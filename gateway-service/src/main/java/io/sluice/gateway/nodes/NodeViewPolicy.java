package io.sluice.gateway.nodes;

import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.node.RegisteredNode;
import io.sluice.contracts.task.TaskTypes;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is said of a node from the two sources: the registry's facts and dispatch's count. Pure. */
final class NodeViewPolicy {
    private NodeViewPolicy() {}

    static NodeView join(RegisteredNode node, Loads loads) {
        Optional<NodeLoad> load = loads.of(node.name());
        boolean drains = node.drain().enabled();
        OptionalInt liveAttempts = load.map(counted -> counted.finalAttempts(node.revision(), node.epoch()))
                .orElseGet(OptionalInt::empty);
        NodeStatus status = NodeStatus.of(node.offline(), drains, node.barrier(), liveAttempts);
        return new NodeView(
                node.name(),
                node.id(),
                node.epoch(),
                node.kind(),
                status,
                node.lastSeen(),
                node.offlineSince(),
                node.taskCap(),
                runningTasks(loads, load),
                node.drain(),
                drains ? node.barrier() : null,
                node.labels(),
                node.place(),
                node.version(),
                node.revision(),
                node.registeredAt(),
                node.load(),
                drains ? node.attemptsAtBarrier() : null,
                TaskTypes.orAssumed(node.types()),
                node.closed(),
                node.stoppingSince(),
                node.own(),
                node.overrides());
    }

    /** None on a node that dispatch has not heard of yet. */
    private static @Nullable Integer runningTasks(Loads loads, Optional<NodeLoad> load) {
        return loads.known() ? load.map(NodeLoad::liveAttempts).orElse(0) : null;
    }
}
