package io.sluice.faults;

import io.sluice.contracts.task.Guarantee;
import io.sluice.verification.Promise;
import io.sluice.verification.WorkloadPlan.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sluice without one of its guards.
 *
 * @param guard that is switched off
 * @param module that is built anew
 * @param changes to its sources
 * @param trial in which the guard is missed
 * @param breaks what the checker must find broken
 */
record Mutant(String guard, String module, List<Change> changes, Trial trial, Promise breaks) {
    /**
     * What the cluster goes through.
     *
     * @param kinds of faults against which the guard stands
     * @param each how many of each; of what operators ask three times as many
     * @param lasting how long each; empty for one of its kind's own lengths
     * @param tasksPerSecond how many tasks are submitted
     * @param runs how long they take
     * @param guarantees of them, in equal parts
     */
    record Trial(
            Set<FaultKind> kinds,
            int each,
            Optional<Duration> lasting,
            double tasksPerSecond,
            List<Runs> runs,
            Set<Guarantee> guarantees) {
        /** 4 of each, and tasks of every kind, 10 a second. */
        static Trial of(FaultKind... kinds) {
            return new Trial(Set.of(kinds), 4, Optional.empty(), 10, FaultPlan.USUAL_RUNS, FaultPlan.ALL_GUARANTEES);
        }
    }

    /**
     * One change.
     *
     * @param file in the module
     * @param from stands there once
     */
    record Change(String file, String from, String to) {}

    /** Fails when the sources of the project are not what this was written for. */
    void check(Path project) {
        changes.forEach(change -> changed(project, change));
    }

    /** Changes a copy of the project. Fails when its sources are not what this was written for. */
    void applyTo(Path project) {
        for (Change change : changes) {
            write(file(project, change), changed(project, change));
        }
    }

    private String changed(Path project, Change change) {
        Path file = file(project, change);
        String source = read(file);
        int place = source.indexOf(change.from());
        if (place < 0 || source.indexOf(change.from(), place + 1) >= 0) {
            throw new IllegalStateException(
                    file + " must have this once, for the mutant without " + guard + ": " + change.from());
        }
        return source.replace(change.from(), change.to());
    }

    private Path file(Path project, Change change) {
        return project.resolve(module).resolve(change.file());
    }

    /** Puts the sources back as they are in the original. */
    void takeBack(Path project, Path original) {
        for (Change change : changes) {
            Path file = Path.of(module).resolve(change.file());
            write(project.resolve(file), read(original.resolve(file)));
        }
    }

    @Override
    public String toString() {
        return "without " + guard;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String source) {
        try {
            Files.writeString(file, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
