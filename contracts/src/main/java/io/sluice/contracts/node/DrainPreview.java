package io.sluice.contracts.node;

import org.jspecify.annotations.Nullable;

/**
 * What a drain would do, without doing it.
 *
 * @param name the node
 * @param alreadyDraining whether the request stands already
 * @param runningTasks live attempts that would have to end first; null when dispatch could not be asked
 * @param capacityNow slots of all nodes that are RUNNING now
 * @param capacityLeft slots that would be left
 * @param capacityFloor the setting; a drain that leaves less is refused unless forced
 * @param refused whether it would be refused
 */
public record DrainPreview(
        NodeName name,
        boolean alreadyDraining,
        @Nullable Integer runningTasks,
        int capacityNow,
        int capacityLeft,
        int capacityFloor,
        boolean refused) {}
