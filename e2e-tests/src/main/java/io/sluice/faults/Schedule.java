package io.sluice.faults;

import io.sluice.faults.FaultKind.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What happens when. The same seed makes the same schedule. Pure. */
final class Schedule {
    /** Targets are 1 to 4 of agents and 1 to 2 of services. */
    static final int AGENTS = 4;

    static final int REPLICAS = 2;

    /** Where in a run the faults begin that hold losses back. */
    private static final double CALM_FROM = 0.5;

    private Schedule() {}

    /**
     * One list for each lane; the agents' lane is two, of the first and of the second half of the agents.
     *
     * @param each how many of each kind; more of what operators ask
     * @param length of the run in which they begin
     * @param left out of it
     */
    static List<List<Fault>> of(long seed, int each, Duration length, Set<FaultKind> left) {
        Random random = new Random(seed);
        List<List<Fault>> lanes = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            List<FaultKind> kinds = kinds(lane, each, left, random);
            if (lane == Lane.AGENTS) {
                List<FaultKind> first = new ArrayList<>();
                List<FaultKind> second = new ArrayList<>();
                kinds.forEach(kind -> (first.size() <= second.size() ? first : second).add(kind));
                lanes.add(spread(first, length, 1, AGENTS / 2, random));
                lanes.add(spread(second, length, AGENTS / 2 + 1, AGENTS / 2, random));
            } else {
                lanes.add(spread(kinds, length, 1, lane == Lane.OPERATORS ? AGENTS : REPLICAS, random));
            }
        }
        return lanes;
    }

    private static List<FaultKind> kinds(Lane lane, int each, Set<FaultKind> left, Random random) {
        Set<FaultKind> all = EnumSet.allOf(FaultKind.class);
        all.removeAll(left);
        List<FaultKind> kinds = new ArrayList<>();
        for (FaultKind kind : all) {
            if (kind.lane() == lane) {
                kinds.addAll(Collections.nCopies(each * lane.times(), kind));
            }
        }
        Collections.shuffle(kinds, random);
        kinds.sort(Comparator.comparing(FaultKind::calms));
        return kinds;
    }

    /** One after the other, each somewhere in its own part of the time; what calms has a part of the run to itself. */
    private static List<Fault> spread(
            List<FaultKind> kinds, Duration length, int firstTarget, int targets, Random random) {
        long calming = kinds.stream().filter(FaultKind::calms).count();
        double calmFrom = calming == 0 ? 1 : CALM_FROM;
        int restless = (int) (kinds.size() - calming);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            FaultKind kind = kinds.get(i);
            double place = kind.calms()
                    ? calmFrom + (1 - calmFrom) * (i - restless + random.nextDouble()) / calming
                    : calmFrom * (i + random.nextDouble()) / restless;
            List<Duration> lengths = kind.lengths();
            faults.add(new Fault(
                    kind,
                    Duration.ofMillis((long) (length.toMillis() * place)),
                    firstTarget + random.nextInt(targets),
                    lengths.get(random.nextInt(lengths.size())),
                    random.nextInt(Integer.MAX_VALUE)));
        }
        return faults;
    }
}
