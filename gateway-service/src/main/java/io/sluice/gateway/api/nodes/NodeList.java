package io.sluice.gateway.api.nodes;

import io.sluice.contracts.node.NodeView;
import java.util.List;

/** Nodes, by name. */
record NodeList(List<NodeView> items) {}
