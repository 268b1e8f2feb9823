package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.request.RequestConfig;
import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(SubmissionConfigRules.violations(
                        Settings.of(SubmissionConfig.class),
                        Settings.of(RequestConfig.class),
                        Settings.of(TopicConfig.class)))
                .isEmpty();
    }

    @Test
    void everyUnsafeSettingIsNamedAtOnce() {
        SubmissionConfig unsafe = Settings.of(
                SubmissionConfig.class,
                "sluice.gateway.queue-limit",
                "0",
                "sluice.gateway.submission.acknowledgement-wait",
                "1ms",
                "sluice.gateway.submission.waiting",
                "0",
                "sluice.gateway.submission.waiting-memory",
                "1M",
                "sluice.gateway.submission.body-memory",
                "47M",
                "sluice.gateway.intake-wait",
                "2m",
                "sluice.gateway.submission.max-input",
                "1M");

        assertThat(String.join(
                        "\n",
                        SubmissionConfigRules.violations(
                                unsafe, Settings.of(RequestConfig.class), Settings.of(TopicConfig.class))))
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
        assertThat(violations("2M", "16M", "1M"))
                .singleElement()
                .asString()
                .contains("sluice.gateway.submission.max-input", "sluice.kafka.max-record");
        assertThat(violations("2M", "16M", "3M")).isEmpty();
    }

    @Test
    void aBodyAboveWhatMemoryHoldsIsRefused() {
        assertThat(violations("256K", "17M", "1M"))
                .singleElement()
                .asString()
                .contains("sluice.gateway.submission.body-memory", "sluice.request.max-body");
    }

    private static List<String> violations(String input, String body, String record) {
        return SubmissionConfigRules.violations(
                Settings.of(SubmissionConfig.class, "sluice.gateway.submission.max-input", input),
                Settings.of(RequestConfig.class, "sluice.request.max-body", body),
                Settings.of(TopicConfig.class, "sluice.kafka.max-record", record));
    }
}
