package io.sluice.registry.retirement;

import io.sluice.contracts.node.NodeName;
import io.sluice.registry.node.NodeRow;
import java.util.List;
import java.util.Map;

/** Decides which nodes that are OFFLINE for long the registry retires by itself. Pure. */
final class OfflineRetirementPolicy {
    /** As with lost attempts: this share of the nodes, in percent, and at least so many, are not gone but cut off. */
    private static final int MAJORITY_PERCENT = 55;

    private static final int MAJORITY_MIN_NODES = 2;

    private OfflineRetirementPolicy() {}

    /**
     * The nodes at one moment.
     *
     * @param online seen within the grace
     * @param silent not seen within the grace, without a goodbye
     */
    record Fleet(int online, int silent) {
        /** Whether it is probably us: then nobody is retired, for as long as it lasts. */
        boolean isMostlySilent() {
            return silent >= MAJORITY_MIN_NODES && silent * 100L >= MAJORITY_PERCENT * (long) (online + silent);
        }
    }

    /**
     * Those of the nodes that may go. What an operator requests of a node outlives it, and is gone with its row: a node
     * that an operator drained, or whose cap or labels are other than its own by an operator's word, stays. Its own stop is
     * no operator's request.
     *
     * @param offline nodes that were OFFLINE for long enough
     * @param liveAttempts dispatch's own count; a node that is not in it is left to dispatch, which decides in the end
     */
    static List<NodeRow> retirable(Fleet fleet, List<NodeRow> offline, Map<NodeName, Integer> liveAttempts) {
        if (fleet.isMostlySilent()) {
            return List.of();
        }
        return offline.stream()
                .filter(node -> node.offline()
                        && !isChangedByAnOperator(node)
                        && liveAttempts.getOrDefault(node.name(), 0) == 0)
                .toList();
    }

    private static boolean isChangedByAnOperator(NodeRow node) {
        return node.drain().enabled()
                || node.taskCap() != node.ownTaskCap()
                || !node.labels().equals(node.ownLabels());
    }
}
