package io.sluice.dispatch.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(HistoryConfigRules.violations(Settings.of(HistoryConfig.class)))
                .isEmpty();
        assertThat(violations("1d", "1d")).isEmpty();
    }

    @Test
    void lessThanADayIsRefusedForEach() {
        assertThat(violations("23h", "1h"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("sluice.dispatch.task-retention is PT23H"),
                        second -> assertThat(second).startsWith("sluice.dispatch.log-retention is PT1H"));
    }

    @Test
    void aLogDoesNotOutliveItsTask() {
        assertThat(violations("2d", "3d"))
                .singleElement()
                .asString()
                .contains("at most sluice.dispatch.task-retention");
    }

    private static List<String> violations(String tasks, String logs) {
        return HistoryConfigRules.violations(Settings.of(
                HistoryConfig.class, "sluice.dispatch.task-retention", tasks, "sluice.dispatch.log-retention", logs));
    }
}
