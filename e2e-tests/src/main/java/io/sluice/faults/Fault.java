package io.sluice.faults;

import java.time.Duration;

/**
 * One thing that is done to a cluster.
 *
 * @param due after the start of the run
 * @param target the number of the process among those that it may hit, from 1
 * @param length how long it lasts
 * @param variant tells apart what a kind leaves open, such as the direction of a cut; any number
 */
record Fault(FaultKind kind, Duration due, int target, Duration length, int variant) {
    /** The same for another time. */
    Fault lasting(Duration otherLength) {
        return new Fault(kind, due, target, otherLength, variant);
    }

    @Override
    public String toString() {
        return kind + " " + target + (length.isZero() ? "" : " for " + length.toSeconds() + " s");
    }
}
