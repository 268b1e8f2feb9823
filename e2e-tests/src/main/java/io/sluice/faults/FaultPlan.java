package io.sluice.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What a run does.
 *
 * @param seed of everything that is left to chance
 * @param each how many faults of each kind; of what operators ask three times as many
 * @param length in which the faults begin
 * @param tasksPerSecond how many tasks are submitted
 * @param only the kinds that are made; empty for all that this machine can make
 * @param projectRoot where the built services are
 * @param data where the cluster keeps its data and logs; emptied first
 */
record FaultPlan(
        long seed, int each, Duration length, double tasksPerSecond, Set<FaultKind> only, Path projectRoot, Path data) {
    FaultPlan {
        if (each < 0 || length.isNegative() || tasksPerSecond <= 0) {
            throw new IllegalArgumentException("each and length are 0 or more, tasks per second above 0");
        }
        only = Set.copyOf(only);
    }
}
