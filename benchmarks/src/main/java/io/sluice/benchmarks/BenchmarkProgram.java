package io.sluice.benchmarks;

import io.sluice.benchmarks.check.Recorded;
import io.sluice.benchmarks.check.Verdict;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.figures.Machine;
import io.sluice.benchmarks.figures.Report;
import io.sluice.benchmarks.figures.Revision;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code benchmarks/run}, once all is built: runs benchmarks one after the other, prints a table of each and keeps it as JSON
 * in {@code benchmarks/results}. Judges nothing but {@code check}.
 */
@Command(
        name = "benchmarks/run",
        description = "Measure Sluice, on a machine that does nothing else.",
        sortOptions = false)
public final class BenchmarkProgram implements Callable<Integer> {
    private static final int CHECKS = 2;

    private final Clock clock = Clock.systemUTC();

    @Parameters(
            paramLabel = "NAME",
            description = "throughput, single, exec, barrier, idle, agent, all of these (all), or the short one that is"
                    + " held against what was recorded (check).")
    String name = "";

    @Option(names = "--tasks", paramLabel = "N", description = "Tasks of a round.")
    @Nullable
    Integer tasks;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds that count.")
    @Nullable
    Integer rounds;

    @Option(names = "--warm-ups", paramLabel = "N", description = "Rounds before them that don't.")
    @Nullable
    Integer warmUps;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "Print each figure beside that of an earlier run, and the ratio of both.")
    @Nullable
    Path compare;

    @Option(
            names = "--record",
            description = "With check: keep what it measures as that which later builds are held against.")
    boolean record;

    @Option(names = "--project", hidden = true, defaultValue = "")
    Path project = Path.of("");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Made by the command line. */
    BenchmarkProgram() {}

    /** The whole program. */
    public static void main(String[] words) {
        System.exit(new CommandLine(new BenchmarkProgram()).execute(words));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        project = project.toAbsolutePath().normalize();
        for (BenchmarkName each : named()) {
            Report report = run(each);
            if (each == BenchmarkName.CHECK && !isAccepted(report)) {
                return 1;
            }
        }
        return 0;
    }

    private Iterable<BenchmarkName> named() {
        try {
            return BenchmarkName.named(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Report run(BenchmarkName benchmark) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Scale scale = scale(benchmark.usual());
        // As it is now: a commit may be made while it runs.
        Revision revision = Revision.of(project);
        Figures figures = benchmark.benchmark().run(project, scale);
        Map<String, Integer> settings =
                new TreeMap<>(Map.of("tasks", scale.tasks(), "rounds", scale.rounds(), "warmUps", scale.warmUps()));
        Report report =
                new Report(benchmark.label(), clock.instant(), revision, Machine.here(), settings, figures.all());
        out.println();
        out.print(compare == null ? report.table() : report.comparedWith(Report.read(compare)));
        out.println("kept in " + project.relativize(report.write(project.resolve("benchmarks/results"))));
        return report;
    }

    private Scale scale(Scale usual) {
        try {
            return new Scale(
                    tasks == null ? usual.tasks() : tasks,
                    rounds == null ? usual.rounds() : rounds,
                    warmUps == null ? usual.warmUps() : warmUps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** What costs too much is measured once more, on a new suite: a machine may have had something else to do. */
    private boolean isAccepted(Report first) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path file = project.resolve("benchmarks/recorded.json");
        if (record) {
            Recorded.of(first).write(file);
            out.println("recorded in " + project.relativize(file));
            return true;
        }
        if (!Files.exists(file)) {
            out.println("nothing is recorded in " + project.relativize(file) + " to be held against");
            return true;
        }
        Recorded recorded = Recorded.read(file);
        Report report = first;
        for (int check = 1; ; check++) {
            Verdict verdict = Verdict.of(report, recorded);
            out.println(verdict.sentence());
            if (verdict.isAccepted() || check == CHECKS) {
                return verdict.isAccepted();
            }
            report = run(BenchmarkName.CHECK);
        }
    }
}
