package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.NodeHistoryEntry;
import java.util.List;

/** What happened to a node, newest first. */
record NodeHistory(List<NodeHistoryEntry> items) {}
