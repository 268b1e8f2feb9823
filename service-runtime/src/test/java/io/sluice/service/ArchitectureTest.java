package io.sluice.service;

import io.sluice.test.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theRulesOfTheHouseHold() {
        ArchitectureRules.check("io.sluice.service", "io.sluice.http", "io.sluice.log", "io.sluice.settings");
    }
}
