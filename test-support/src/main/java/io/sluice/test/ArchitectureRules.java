package io.sluice.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

/** The rules of the house that a compiler can't keep. A module's {@code ArchitectureTest} calls {@link #check}. */
public final class ArchitectureRules {
    private static final Set<String> WALL_CLOCKS = Set.of(
            Instant.class.getName(),
            LocalDate.class.getName(),
            LocalDateTime.class.getName(),
            OffsetDateTime.class.getName(),
            ZonedDateTime.class.getName());

    /** Time has one owner: the database's clock, or a {@link Clock} that was passed in. */
    public static final ArchRule NO_WALL_CLOCK = noClasses()
            .should()
            .callMethodWhere(readsTheWallClock())
            .because("time is passed in as a java.time.Clock, or is the database's")
            .allowEmptyShould(true);

    /** Decisions are apart from effects. */
    public static final ArchRule POLICIES_ARE_PURE = noClasses()
            .that()
            .haveSimpleNameEndingWith("Policy")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "io.vertx..", "java.sql..", "java.net.http..")
            .because("a policy decides, and has no clock, store or Uni")
            .allowEmptyShould(true);

    /** A name says what a thing is. */
    public static final ArchRule NO_EMPTY_NAMES = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Processor")
            .orShould()
            .haveSimpleNameEndingWith("Info")
            .because("such a name says nothing that an operator could guess")
            .allowEmptyShould(true);

    /** An entity is a row that can be changed by whoever holds it, so it ends at its package; records leave it. */
    public static final ArchRule ENTITIES_END_AT_THEIR_PACKAGE = classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .bePackagePrivate()
            .because("entities end at their package, and records leave it")
            .allowEmptyShould(true);

    private static final List<ArchRule> ALL =
            List.of(NO_WALL_CLOCK, POLICIES_ARE_PURE, NO_EMPTY_NAMES, ENTITIES_END_AT_THEIR_PACKAGE);

    private ArchitectureRules() {}

    /** Checks the main classes of these packages, such as {@code io.sluice.registry}, against every rule here. */
    public static void check(String... packages) {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages(packages);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("There are no classes in " + List.of(packages));
        }
        ALL.forEach(rule -> rule.check(classes));
        List.of(packages).forEach(root -> featuresInOneDirection(root).check(classes));
    }

    /** Each package below the root is a feature with all that is below it; what stands in the root itself is one more. */
    private static ArchRule featuresInOneDirection(String root) {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        String name = type.getPackageName();
                        if (name.equals(root)) {
                            return SliceIdentifier.of("(root)");
                        }
                        return name.startsWith(root + ".")
                                ? SliceIdentifier.of(
                                        name.substring(root.length() + 1).split("\\.")[0])
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "the features of " + root;
                    }
                })
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaCall<?>> readsTheWallClock() {
        return DescribedPredicate.describe("it reads the wall clock", call -> {
            String owner = call.getTargetOwner().getName();
            boolean system =
                    owner.equals(System.class.getName()) && call.getName().equals("currentTimeMillis");
            boolean now = WALL_CLOCKS.contains(owner) && call.getName().equals("now");
            return system || now && !isGivenAClock(call);
        });
    }

    private static boolean isGivenAClock(JavaCall<?> call) {
        return call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }
}
