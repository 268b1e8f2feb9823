package io.sluice.gateway.submission;

import static io.sluice.gateway.submission.SettingsRecord.DEFAULTS;
import static io.sluice.gateway.submission.SettingsRecord.mebibytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubmissionConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(SubmissionConfigRules.violations(DEFAULTS)).isEmpty();
    }

    @Test
    void everyUnsafeSettingIsNamedAtOnce() {
        SettingsRecord unsafe =
                new SettingsRecord(0, Duration.ofMillis(1), 0, mebibytes(1), mebibytes(47), Duration.ofMinutes(2));

        assertThat(String.join("\n", SubmissionConfigRules.violations(unsafe)))
                .contains("sluice.gateway.queue-limit is 0")
                .contains("sluice.gateway.submission.acknowledgement-wait is PT0.001S")
                .contains("sluice.gateway.submission.waiting is 0")
                .contains("sluice.gateway.submission.waiting-memory")
                .contains("sluice.gateway.submission.body-memory")
                .contains("sluice.gateway.intake-wait is PT2M");
    }
}
