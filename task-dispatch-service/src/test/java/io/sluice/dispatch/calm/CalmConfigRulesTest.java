package io.sluice.dispatch.calm;

import static io.sluice.dispatch.calm.CalmUnderTest.CALM;
import static io.sluice.dispatch.calm.CalmUnderTest.LEASES;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.test.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalmConfigRulesTest {
    @Test
    void theDefaultsAreSafe() {
        assertThat(CalmConfigRules.violations(CALM, LEASES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0,   2, 60, 60, 300, sluice.dispatch.calm.share",
        "101, 2, 60, 60, 300, sluice.dispatch.calm.share",
        "55,  1, 60, 60, 300, sluice.dispatch.calm.nodes",
        "55,  2, 0,  60, 300, sluice.dispatch.calm.within",
        "55,  2, 60, 19, 300, sluice.dispatch.calm.grace",
        "55,  2, 60, 60, 59,  sluice.dispatch.calm.longest"
    })
    void anUnsafeSetIsNamed(int share, int nodes, long within, long grace, long longest, String setting) {
        assertThat(CalmConfigRules.violations(settings(share, nodes, within, grace, longest), LEASES))
                .singleElement()
                .asString()
                .startsWith(setting + " is ");
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1, 20, 20", "100, 2, 60, 60, 60"})
    void theBoundsAreSafe(int share, int nodes, long within, long grace, long longest) {
        assertThat(CalmConfigRules.violations(settings(share, nodes, within, grace, longest), LEASES))
                .isEmpty();
    }

    private static CalmConfig settings(int share, int nodes, long within, long grace, long longest) {
        return Settings.of(
                CalmConfig.class,
                "sluice.dispatch.calm.share",
                String.valueOf(share),
                "sluice.dispatch.calm.nodes",
                String.valueOf(nodes),
                "sluice.dispatch.calm.within",
                within + "s",
                "sluice.dispatch.calm.grace",
                grace + "s",
                "sluice.dispatch.calm.longest",
                longest + "s");
    }
}
