package io.sluice.faults;

import io.sluice.contracts.task.Guarantee;
import io.sluice.verification.WorkloadPlan.Runs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run does.
 *
 * @param seed of everything that is left to chance
 * @param each how many faults of each kind; of what operators ask three times as many
 * @param length in which the faults begin
 * @param tasksPerSecond how many tasks are submitted
 * @param runs how long tasks take
 * @param guarantees of tasks, in equal parts
 * @param only the kinds that are made; empty for all that this machine can make
 * @param lasting how long each fault lasts; empty for one of its kind's own lengths
 * @param projectRoot where the built services are
 * @param data where the cluster keeps its data and logs; emptied first
 */
record FaultPlan(
        long seed,
        int each,
        Duration length,
        double tasksPerSecond,
        List<Runs> runs,
        Set<Guarantee> guarantees,
        Set<FaultKind> only,
        Optional<Duration> lasting,
        Path projectRoot,
        Path data) {
    /** What tasks take where nobody waits for the end of a run. */
    static final List<Runs> USUAL_RUNS = runsUpTo(Duration.ofSeconds(90));

    /** Tasks of every kind. */
    static final Set<Guarantee> ALL_GUARANTEES = EnumSet.allOf(Guarantee.class);

    FaultPlan {
        if (each < 0 || length.isNegative() || tasksPerSecond <= 0) {
            throw new IllegalArgumentException("each and length are 0 or more, tasks per second above 0");
        }
        runs = List.copyOf(runs);
        guarantees = Set.copyOf(guarantees);
        only = Set.copyOf(only);
    }

    /**
     * Short tasks for numbers, long ones to be hit.
     *
     * @param longest at least 25 s; a fault run may last so much longer than its faults
     */
    static List<Runs> runsUpTo(Duration longest) {
        return List.of(
                new Runs(84, Duration.ofMillis(50), Duration.ofMillis(500)),
                new Runs(12, Duration.ofSeconds(2), Duration.ofSeconds(5)),
                new Runs(4, Duration.ofSeconds(25), longest));
    }
}
