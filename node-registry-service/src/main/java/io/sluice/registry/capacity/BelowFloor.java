package io.sluice.registry.capacity;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;

/**
 * Too little capacity would be left.
 *
 * @param capacityNow slots of all RUNNING nodes
 * @param capacityLeft those that would be left
 * @param floor the setting
 */
public record BelowFloor(int capacityNow, int capacityLeft, int floor) {
    /**
     * What an operator is told.
     *
     * @param deed such as {@code draining node n-1}
     */
    public ProblemException refusal(String deed) {
        return ProblemException.of(
                ProblemType.CAPACITY_FLOOR,
                deed + " would leave " + capacityLeft + " of " + capacityNow + " slots, and the floor is " + floor
                        + ": add or resume nodes first, or force it");
    }
}
