package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.FaultKind.Lane;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LENGTH = Duration.ofMinutes(10);

    @Test
    void theSameSeedMakesTheSameSchedule() {
        assertThat(Schedule.of(7, 5, LENGTH, Set.of())).isEqualTo(Schedule.of(7, 5, LENGTH, Set.of()));
        assertThat(Schedule.of(7, 5, LENGTH, Set.of())).isNotEqualTo(Schedule.of(8, 5, LENGTH, Set.of()));
    }

    @Test
    void eachKindComesAsOftenAsAsked() {
        List<Fault> all = flat(Schedule.of(1, 5, LENGTH, Set.of()));

        for (FaultKind kind : FaultKind.values()) {
            assertThat(all.stream().filter(fault -> fault.kind() == kind))
                    .as("%s", kind)
                    .hasSize(5 * kind.lane().times());
        }
    }

    @Test
    void whatIsLeftOutDoesNotCome() {
        assertThat(flat(Schedule.of(1, 5, LENGTH, EnumSet.of(FaultKind.SHIFT_CLOCK))))
                .extracting(Fault::kind)
                .doesNotContain(FaultKind.SHIFT_CLOCK);
    }

    @Test
    void faultsOfALaneAreInOrderAndWithinTheRun() {
        for (List<Fault> lane : Schedule.of(3, 5, LENGTH, Set.of())) {
            assertThat(lane).extracting(Fault::due).isSorted();
            assertThat(lane)
                    .allMatch(fault ->
                            fault.due().compareTo(LENGTH) < 0 && !fault.due().isNegative());
            assertThat(lane)
                    .extracting(fault -> fault.kind().lane())
                    .containsOnly(lane.get(0).kind().lane());
        }
    }

    @Test
    void eachAgentBelongsToOneLaneOfAgents() {
        List<Set<Integer>> targets = Schedule.of(3, 20, LENGTH, Set.of()).stream()
                .filter(lane -> lane.get(0).kind().lane() == Lane.AGENTS)
                .map(lane -> (Set<Integer>)
                        new java.util.TreeSet<>(lane.stream().map(Fault::target).toList()))
                .toList();

        assertThat(targets).containsExactly(Set.of(1, 2), Set.of(3, 4));
    }

    @Test
    void whatHoldsLossesBackComesInTheSecondHalf() {
        List<Fault> calming = flat(Schedule.of(5, 5, LENGTH, Set.of())).stream()
                .filter(fault -> fault.kind().calms())
                .toList();

        assertThat(calming).isNotEmpty().allMatch(fault -> fault.due().compareTo(LENGTH.dividedBy(2)) >= 0);
    }

    private static List<Fault> flat(List<List<Fault>> lanes) {
        return lanes.stream().flatMap(List::stream).toList();
    }

    @Test
    void lengthsStandOnBothSidesOfEachLimit() {
        List<Duration> limits =
                List.of(Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofSeconds(25), Duration.ofSeconds(30));
        for (FaultKind kind : EnumSet.of(
                FaultKind.FREEZE_AGENT,
                FaultKind.CUT_AGENT,
                FaultKind.HOLD_AGENT_REPLIES,
                FaultKind.HOLD_AGENT_REQUESTS)) {
            assertThat(Collections.min(kind.lengths())).isLessThan(Collections.min(limits));
            assertThat(Collections.max(kind.lengths())).isGreaterThan(Collections.max(limits));
        }
    }
}
