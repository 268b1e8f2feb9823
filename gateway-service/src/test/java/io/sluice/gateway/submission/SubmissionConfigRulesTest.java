package io.sluice.gateway.submission;

import static io.sluice.gateway.submission.SettingsRecord.DEFAULTS;
import static io.sluice.gateway.submission.SettingsRecord.kibibytes;
import static io.sluice.gateway.submission.SettingsRecord.mebibytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(violations(DEFAULTS)).isEmpty();
    }

    @Test
    void everyUnsafeSettingIsNamedAtOnce() {
        SettingsRecord unsafe = new SettingsRecord(
                0,
                Duration.ofMillis(1),
                0,
                mebibytes(1),
                mebibytes(47),
                Duration.ofMinutes(2),
                mebibytes(1),
                mebibytes(16),
                mebibytes(1));

        assertThat(String.join("\n", violations(unsafe)))
                .contains("sluice.gateway.queue-limit is 0")
                .contains("sluice.gateway.submission.acknowledgement-wait is PT0.001S")
                .contains("sluice.gateway.submission.waiting is 0")
                .contains("sluice.gateway.submission.waiting-memory")
                .contains("sluice.gateway.submission.body-memory")
                .contains("sluice.gateway.intake-wait is PT2M")
                .contains("sluice.gateway.submission.max-input is 1048576 bytes and must be 1 to 1000000,")
                .contains("sluice.kafka.max-record");
    }

    @Test
    void anInputAboveWhatARecordHoldsIsRefusedAndARaisedRecordHoldsIt() {
        assertThat(violations(DEFAULTS.withSizes(mebibytes(2), mebibytes(16), mebibytes(1))))
                .singleElement()
                .asString()
                .contains("sluice.gateway.submission.max-input", "sluice.kafka.max-record");
        assertThat(violations(DEFAULTS.withSizes(mebibytes(2), mebibytes(16), mebibytes(3))))
                .isEmpty();
        assertThat(violations(DEFAULTS.withSizes(kibibytes(256), mebibytes(16), mebibytes(9))))
                .anyMatch(violation -> violation.startsWith("sluice.kafka.max-record is"));
    }

    @Test
    void aBodyAboveWhatMemoryHoldsIsRefused() {
        assertThat(violations(DEFAULTS.withSizes(kibibytes(256), mebibytes(17), mebibytes(1))))
                .singleElement()
                .asString()
                .contains("sluice.gateway.submission.body-memory", "sluice.request.max-body");
        assertThat(violations(DEFAULTS.withSizes(kibibytes(256), mebibytes(1), mebibytes(1))))
                .singleElement()
                .asString()
                .contains("sluice.request.max-body is 1048576 bytes and must be 2M to 64M");
    }

    private static List<String> violations(SettingsRecord settings) {
        return SubmissionConfigRules.violations(settings, settings, settings);
    }
}
