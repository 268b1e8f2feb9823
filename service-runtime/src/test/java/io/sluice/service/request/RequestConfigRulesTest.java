package io.sluice.service.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestConfigRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"2M", "64M"})
    void itsBoundsAreSafe(String size) {
        assertThat(violations(size)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2097151", "67108865"})
    void whatIsOutsideIsRefused(String size) {
        assertThat(violations(size)).singleElement().asString().startsWith("sluice.request.max-body is ");
    }

    private static List<String> violations(String size) {
        return RequestConfigRules.violations(Settings.of(RequestConfig.class, "sluice.request.max-body", size));
    }
}
