package io.sluice.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicConfigRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"1M", "8M"})
    void itsBoundsAreSafe(String size) {
        assertThat(violations(size)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1048575", "8388609", "4G"})
    void whatIsOutsideIsRefused(String size) {
        assertThat(violations(size)).singleElement().asString().startsWith("sluice.kafka.max-record is ");
    }

    private static List<String> violations(String size) {
        return TopicConfigRules.violations(Settings.of(TopicConfig.class, "sluice.kafka.max-record", size));
    }
}
