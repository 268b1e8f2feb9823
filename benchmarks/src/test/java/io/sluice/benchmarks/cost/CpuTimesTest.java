package io.sluice.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.figures.Figure;
import io.sluice.benchmarks.figures.Figures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuTimesTest {
    @Test
    void whatWasUsedIsWhatWasAddedSinceTheEarlierReading() {
        CpuTimes before = new CpuTimes(Map.of(Part.GATEWAY, 1.0));
        CpuTimes after = new CpuTimes(Map.of(Part.GATEWAY, 1.5, Part.TASKS, 0.25));

        assertThat(after.since(before)).isEqualTo(new CpuTimes(Map.of(Part.GATEWAY, 0.5, Part.TASKS, 0.25)));
    }

    @Test
    void theIdleCostIsTakenOffForAsLongAsItTook() {
        CpuTimes idlePerSecond = new CpuTimes(Map.of(Part.KAFKA, 0.1));

        assertThat(new CpuTimes(Map.of(Part.KAFKA, 3.0))
                        .without(idlePerSecond, 10)
                        .total())
                .isEqualTo(2.0);
    }

    @Test
    void aTasksCostIsShownInAllAndByPart() {
        Figures figures = new Figures();

        new CpuTimes(Map.of(Part.DISPATCH, 3.0, Part.GATEWAY, 1.0)).per(8).addMicrosTo(figures, "CPU a task");

        assertThat(figures.all())
                .containsExactly(
                        new Figure("CPU a task", "µs", List.of(500_000.0)),
                        new Figure("CPU a task: gateway", "µs", List.of(125_000.0)),
                        new Figure("CPU a task: dispatch", "µs", List.of(375_000.0)));
    }

    @Test
    void aProcessBelongsToThePartThatItIsNamedBy() {
        assertThat(Part.ofProcess("agent-12")).isEqualTo(Part.AGENT);
        assertThat(Part.ofProcess("postgres")).isEqualTo(Part.POSTGRES);
    }
}
