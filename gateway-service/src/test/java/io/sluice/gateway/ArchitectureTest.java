package io.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.test.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theRulesOfTheHouseHold() {
        ArchitectureRules.check("io.sluice.gateway");
    }

    @Test
    void theApiAndTheConsoleAreTwoEdgesOfTheSameFeatures() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.gateway.console..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sluice.gateway.api..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.sluice.gateway"));
    }
}
