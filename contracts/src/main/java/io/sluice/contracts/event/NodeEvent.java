package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeHistoryEntry;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.RegisteredNode;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a node.
 *
 * @param node the node after it; null once it is retired
 * @param admission what dispatch may do with it from now on; null once it is retired
 * @param change what happened
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeEvent(
        NodeName name,
        long revision,
        @Nullable RegisteredNode node,
        @Nullable NodeAdmission admission,
        NodeHistoryEntry change) {}
