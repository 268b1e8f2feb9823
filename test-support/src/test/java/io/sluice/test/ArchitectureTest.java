package io.sluice.test;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Also of the modules that this one is built on, which can't use it. */
class ArchitectureTest {
    @ParameterizedTest
    @ValueSource(strings = {"io.sluice.contracts", "io.sluice.backends", "io.sluice.test"})
    void theRulesOfTheHouseHold(String root) {
        ArchitectureRules.check(root);
    }
}
