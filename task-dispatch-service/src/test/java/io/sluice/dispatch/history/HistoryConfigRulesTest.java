package io.sluice.dispatch.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistoryConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(HistoryConfigRules.violations(new Kept(Duration.ofDays(30), Duration.ofDays(14))))
                .isEmpty();
        assertThat(HistoryConfigRules.violations(new Kept(Duration.ofDays(1), Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void lessThanADayIsRefusedForEach() {
        assertThat(HistoryConfigRules.violations(new Kept(Duration.ofHours(23), Duration.ofHours(1))))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("sluice.dispatch.task-retention is PT23H"),
                        second -> assertThat(second).startsWith("sluice.dispatch.log-retention is PT1H"));
    }

    @Test
    void aLogDoesNotOutliveItsTask() {
        assertThat(HistoryConfigRules.violations(new Kept(Duration.ofDays(2), Duration.ofDays(3))))
                .singleElement()
                .asString()
                .contains("at most sluice.dispatch.task-retention");
    }

    record Kept(Duration taskRetention, Duration logRetention) implements HistoryConfig {}
}
