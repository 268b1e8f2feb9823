package io.sluice.agent.pod;

import java.util.Map;

/**
 * What the end of this pod would cost.
 *
 * @param liveAttempts by the node's own count, 0 or more
 */
record PodCost(int liveAttempts) {
    /** Of the pods of a ReplicaSet those that cost less go first; a StatefulSet looks at the numbers of its pods alone. */
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    private static final String SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict";

    PodCost {
        if (liveAttempts < 0) {
            throw new IllegalArgumentException("liveAttempts is " + liveAttempts + " and must be 0 or more");
        }
    }

    /** As Kubernetes reads it. */
    Map<String, String> annotations() {
        return Map.of(
                DELETION_COST, String.valueOf(liveAttempts),
                SAFE_TO_EVICT, String.valueOf(liveAttempts == 0));
    }
}
