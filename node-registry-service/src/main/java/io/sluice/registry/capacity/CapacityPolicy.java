package io.sluice.registry.capacity;

import io.sluice.registry.node.NodeRow;
import java.util.Optional;

/** Decides what an operator's deed leaves of the cluster's capacity, and whether that is too little. Pure. */
public final class CapacityPolicy {
    private CapacityPolicy() {}

    /**
     * Slots of all RUNNING nodes once this one gives so many. One that is not RUNNING gives none now, and none then.
     *
     * @param capacityNow slots of all RUNNING nodes, this one included if it is one
     * @param slotsThen what this one gives then: 0 when it is drained
     */
    public static int left(NodeRow node, int capacityNow, int slotsThen) {
        return node.isRunning() ? capacityNow - node.taskCap() + slotsThen : capacityNow;
    }

    /** Refused when it takes capacity away and leaves too little. What takes nothing away is never to blame. */
    public static Optional<BelowFloor> refusal(
            NodeRow node, int capacityNow, int slotsThen, int floor, FloorCheck check) {
        int left = left(node, capacityNow, slotsThen);
        boolean tooLittle = left < capacityNow && left < floor;
        return switch (check) {
            case OBEY -> tooLittle ? Optional.of(new BelowFloor(capacityNow, left, floor)) : Optional.empty();
            case FORCE -> Optional.empty();
        };
    }
}
