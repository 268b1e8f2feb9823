package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.task.Guarantee;
import io.sluice.faults.Mutant.Change;
import io.sluice.faults.Mutant.Trial;
import io.sluice.verification.Promise;
import io.sluice.verification.Verdict;
import io.sluice.verification.WorkloadPlan.Runs;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fault suite finds what it is there to find: with any one guard switched off, in a copy of the project that is built
 * anew, a run of a few minutes sees the guarantee broken that the guard keeps. Only with {@code -Pmutants}, since each
 * takes a build.
 */
@Timeout(1800)
class MutantsScenario {
    private static final String DISPATCH = "task-dispatch-service";
    private static final String SOURCES = "src/main/java/io/sluice/";
    private static final Duration LENGTH = Duration.ofSeconds(150);

    /**
     * A report can be taken for another attempt's only while that one lives. So the end of an attempt must be under way
     * when its node's requests are held up, arrive after the lease of 20 s, and before the next attempt ends. A node has
     * one batch of reports under way: in about every second such fault that batch has the end of one of these tasks, which
     * is why there are no short ones. Only an {@code idempotent} task has both: an {@code exclusive} one is ended before,
     * and the late result of a {@code once} task is welcome.
     */
    private static final Trial LATE_REPORTS = new Trial(
            EnumSet.of(FaultKind.HOLD_AGENT_REQUESTS),
            10,
            Optional.of(Duration.ofSeconds(28)),
            1.2,
            List.of(new Runs(1, Duration.ofSeconds(14), Duration.ofSeconds(24))),
            EnumSet.of(Guarantee.IDEMPOTENT));

    /**
     * An attempt that does not end itself overlaps with the next one when its node is away for longer than the 30 s after
     * which that one starts, and its task runs longer still.
     */
    private static final Trial LONG_ABSENCES = new Trial(
            EnumSet.of(
                    FaultKind.CUT_AGENT,
                    FaultKind.HOLD_AGENT_REQUESTS,
                    FaultKind.HOLD_AGENT_REPLIES,
                    FaultKind.FREEZE_AGENT),
            2,
            Optional.of(Duration.ofSeconds(38)),
            0.35,
            List.of(new Runs(1, Duration.ofSeconds(45), Duration.ofSeconds(60))),
            EnumSet.of(Guarantee.EXCLUSIVE));

    private static final Path ORIGINAL = Path.of("").toAbsolutePath().getParent();
    private static final Path COPY = Path.of("target", "mutants").toAbsolutePath();

    /** All, or those whose guard's name has {@code -Dmutants.guard} in it. */
    static Stream<Mutant> mutants() {
        String guard = System.getProperty("mutants.guard", "");
        return all().filter(mutant -> mutant.guard().contains(guard));
    }

    static Stream<Mutant> all() {
        return Stream.of(
                new Mutant(
                        "the fence of reports",
                        DISPATCH,
                        List.of(new Change(
                                SOURCES + "dispatch/reports/ReportFold.java",
                                "if (attempt == null || !attempt.ref().equals(ref) || !attempt.isOf(node, epoch)) {",
                                "if (attempt == null) {")),
                        LATE_REPORTS,
                        Promise.FENCING),
                new Mutant(
                        "the barrier",
                        DISPATCH,
                        List.of(
                                new Change(
                                        SOURCES + "dispatch/assignment/ClaimStore.java",
                                        "a.retired_at is null and not a.draining and a.task_cap > 0",
                                        "a.retired_at is null and a.task_cap > 0"),
                                new Change(
                                        SOURCES + "dispatch/assignment/ClaimStore.java",
                                        "and a.retired_at is null and not a.draining\n",
                                        "and a.retired_at is null\n")),
                        Trial.of(FaultKind.DRAIN_AGENT),
                        Promise.BARRIER),
                new Mutant(
                        "the self-stop",
                        "node-runtime",
                        List.of(
                                new Change(
                                        SOURCES + "node/execution/SelfStopPolicy.java",
                                        "case EXCLUSIVE -> sinceRenewal.compareTo(selfStop) >= 0;",
                                        "case EXCLUSIVE -> false;"),
                                new Change(
                                        SOURCES + "node/execution/Guardian.java",
                                        "wait \"$nap\" && end exclusive \"$1\"",
                                        "wait \"$nap\"")),
                        LONG_ABSENCES,
                        Promise.NO_OVERLAP),
                new Mutant(
                        "the unique index, and the locks before it",
                        DISPATCH,
                        List.of(
                                new Change(
                                        "src/main/resources/db/migration/V3__attempts.sql",
                                        "constraint one_live_attempt_per_task primary key (task_id),",
                                        ""),
                                new Change(
                                        SOURCES + "dispatch/assignment/ClaimStore.java",
                                        "order by p.task_id for update of t skip locked),",
                                        "order by p.task_id),"),
                                new Change(
                                        SOURCES + "dispatch/assignment/ClaimStore.java",
                                        "where t.id = any(array[free.id]) and t.state = $4\n",
                                        "where t.id = any(array[free.id])\n"),
                                new Change(
                                        SOURCES + "dispatch/assignment/ClaimStore.java",
                                        "order by a.name\n                for update of a)",
                                        "order by a.name)")),
                        Trial.of(FaultKind.CAP_AGENT, FaultKind.KILL_DISPATCH),
                        Promise.FENCING),
                new Mutant(
                        "the brake",
                        DISPATCH,
                        List.of(new Change(
                                SOURCES + "dispatch/calm/CalmConfig.java",
                                "@WithDefault(\"true\")",
                                "@WithDefault(\"false\")")),
                        Trial.of(FaultKind.CUT_ALL_AGENTS),
                        Promise.CALM));
    }

    @BeforeAll
    static void copyTheProject() throws IOException, InterruptedException {
        run(ORIGINAL, "rm", "-rf", COPY.toString());
        Files.createDirectories(COPY);
        List<String> copy = new ArrayList<>(List.of("cp", "-a"));
        try (Stream<Path> entries = Files.list(ORIGINAL)) {
            entries.filter(entry -> !entry.endsWith("e2e-tests") && !entry.endsWith(".git"))
                    .forEach(entry -> copy.add(entry.toString()));
        }
        copy.add(COPY.toString());
        run(ORIGINAL, copy.toArray(String[]::new));
        Files.createDirectories(COPY.resolve("e2e-tests"));
        Files.copy(ORIGINAL.resolve("e2e-tests/pom.xml"), COPY.resolve("e2e-tests/pom.xml"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void theSuiteFails(Mutant mutant) throws Exception {
        mutant.applyTo(COPY);
        try {
            build();
            FaultRun.Result result = new FaultRun(plan(mutant), line -> System.out.println("[mutant] " + line)).run();

            System.out.println("[mutant] " + mutant);
            result.text().forEach(line -> System.out.println("[mutant] " + line));
            Verdict verdict = result.verdict();
            assertThat(verdict.of(mutant.breaks()).breaches())
                    .as("%s, %s", mutant, mutant.breaks().title())
                    .isNotEmpty();
        } finally {
            mutant.takeBack(COPY, ORIGINAL);
        }
    }

    private static FaultPlan plan(Mutant mutant) {
        Trial trial = mutant.trial();
        return new FaultPlan(
                1,
                trial.each(),
                LENGTH,
                trial.tasksPerSecond(),
                trial.runs(),
                trial.guarantees(),
                trial.kinds(),
                trial.lasting(),
                COPY,
                Path.of("target", "faults-mutant").toAbsolutePath());
    }

    /** The services and the agent, whichever of them the change is in. */
    private static void build() throws IOException, InterruptedException {
        run(
                COPY,
                "./mvnw",
                "-B",
                "-q",
                "-ntp",
                "-DskipTests",
                "-Dspotless.check.skip=true",
                "-pl",
                DISPATCH + ",gateway-service,node-agent",
                "-am",
                "package");
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + exit);
        }
    }
}
