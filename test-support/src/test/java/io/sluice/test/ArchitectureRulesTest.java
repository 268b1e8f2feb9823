package io.sluice.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Entity;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureRulesTest {
    @Test
    void readingTheWallClockIsFound() {
        assertThat(isBroken(ArchitectureRules.NO_WALL_CLOCK, AsksInstant.class)).isTrue();
        assertThat(isBroken(ArchitectureRules.NO_WALL_CLOCK, AsksSystem.class)).isTrue();
        assertThat(isBroken(ArchitectureRules.NO_WALL_CLOCK, AsksItsClock.class))
                .isFalse();
    }

    @Test
    void aPolicyWithAnEffectIsFound() {
        assertThat(isBroken(ArchitectureRules.POLICIES_ARE_PURE, StoringPolicy.class))
                .isTrue();
        assertThat(isBroken(ArchitectureRules.POLICIES_ARE_PURE, PurePolicy.class))
                .isFalse();
    }

    @Test
    void anEmptyNameIsFound() {
        assertThat(isBroken(ArchitectureRules.NO_EMPTY_NAMES, NodeManager.class))
                .isTrue();
        assertThat(isBroken(ArchitectureRules.NO_EMPTY_NAMES, PurePolicy.class)).isFalse();
    }

    @Test
    void anEntityThatOtherPackagesCanUseIsFound() {
        assertThat(isBroken(ArchitectureRules.ENTITIES_END_AT_THEIR_PACKAGE, PublicEntity.class))
                .isTrue();
        assertThat(isBroken(ArchitectureRules.ENTITIES_END_AT_THEIR_PACKAGE, OwnEntity.class))
                .isFalse();
    }

    @Test
    void thisModuleKeepsThem() {
        ArchitectureRules.check("io.sluice.test");
    }

    private static boolean isBroken(ArchRule rule, Class<?> type) {
        JavaClasses classes = new ClassFileImporter().importClasses(type);
        return rule.evaluate(classes).hasViolation();
    }

    static final class AsksInstant {
        Instant now() {
            return Instant.now();
        }
    }

    static final class AsksSystem {
        long now() {
            return System.currentTimeMillis();
        }
    }

    static final class AsksItsClock {
        Instant now(Clock clock) {
            return Instant.now(clock);
        }
    }

    static final class StoringPolicy {
        void decide(java.sql.Connection connection) {}
    }

    static final class PurePolicy {
        int decide(int cap) {
            return cap;
        }
    }

    static final class NodeManager {}

    @Entity
    public static class PublicEntity {}

    @Entity
    static class OwnEntity {}
}
