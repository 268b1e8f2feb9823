package io.sluice.gateway.events;

import io.sluice.contracts.event.NodeEvent;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;

/**
 * Data of the event {@code node}. How the node is now, {@code GET /api/v1/nodes/{name}} tells.
 *
 * @param revision of the node after it
 * @param retired whether it is no member any more
 */
record NodeChange(NodeName name, long revision, boolean retired, NodeHistoryEntry change) {
    static NodeChange of(NodeEvent event) {
        return new NodeChange(event.name(), event.revision(), event.node() == null, event.change());
    }
}
