package io.sluice.gateway.console;

import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeKind;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An agent as the API shows it: RUNNING, with the cap 5 and nothing to do, unless said otherwise. */
final class NodeViewBuilder {
    private final String name;
    private final Instant lastSeen;
    private NodeStatus status = NodeStatus.RUNNING;
    private Instant offlineSince;
    private Drain drain = Drain.OFF;
    private int running;
    private Closed closed;

    private NodeViewBuilder(String name, Instant lastSeen) {
        this.name = name;
        this.lastSeen = lastSeen;
    }

    static NodeViewBuilder aNode(String name, Instant lastSeen) {
        return new NodeViewBuilder(name, lastSeen);
    }

    NodeViewBuilder in(NodeStatus newStatus) {
        status = newStatus;
        return this;
    }

    NodeViewBuilder offlineSince(Instant since) {
        status = NodeStatus.OFFLINE;
        offlineSince = since;
        return this;
    }

    NodeViewBuilder with(Drain newDrain) {
        drain = newDrain;
        return this;
    }

    NodeViewBuilder closed(String reason, Instant since) {
        closed = new Closed(reason, since);
        return this;
    }

    NodeViewBuilder running(int tasks) {
        running = tasks;
        return this;
    }

    NodeView build() {
        return new NodeView(
                new NodeName(name),
                new UUID(0, 7),
                new Epoch(3),
                NodeKind.AGENT,
                status,
                lastSeen,
                offlineSince,
                5,
                running,
                drain,
                drain.enabled() ? Boolean.TRUE : null,
                Map.of(),
                Map.of(),
                "1",
                4,
                lastSeen,
                0,
                null,
                List.of("exec", "noop"),
                closed,
                null,
                null,
                null);
    }
}
