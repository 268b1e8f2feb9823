package io.sluice.benchmarks.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatTest {
    @Test
    void aProgramsNameMayHoldSpacesAndParentheses() {
        String line = "42 (a (b) c) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 30 4 20 0 1 0 5000 1 2 3";

        assertThat(ProcessStat.parsed(line)).isEqualTo(new ProcessStat(42, 7, 120, 34, 5_000));
    }
}
