package io.sluice.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.test.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theRulesOfTheHouseHold() {
        ArchitectureRules.check("io.sluice.gateway");
    }

    /** It has no outbox, and what service-runtime's needs must not come along. */
    @Test
    void theGatewayBringsKafkasClientAndNoMessaging() {
        assertThatThrownBy(() -> Class.forName("org.eclipse.microprofile.reactive.messaging.Channel"))
                .isInstanceOf(ClassNotFoundException.class);
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
