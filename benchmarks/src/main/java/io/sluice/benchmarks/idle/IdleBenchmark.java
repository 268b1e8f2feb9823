package io.sluice.benchmarks.idle;

import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Starts from an empty data folder; each time what the suite takes when nobody asks anything. */
public final class IdleBenchmark implements Benchmark {
    private static final int SETTLE_SECONDS = 5;
    private static final int IDLE_SECONDS = 15;

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        for (int i = 0; i < scale.warmUps(); i++) {
            // The first of all builds what is not built.
            MeasuredSuite.start(project).close();
        }
        for (int i = 0; i < scale.rounds(); i++) {
            try (MeasuredSuite suite = MeasuredSuite.start(project)) {
                figures.add("start to ready", "s", suite.startSeconds());
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                suite.idle(IDLE_SECONDS).addPercentTo(figures, "CPU idle");
                var memory = suite.processes().memory();
                figures.add(
                        "PSS",
                        "MiB",
                        memory.values().stream().mapToDouble(each -> each).sum());
                memory.forEach((part, megabytes) -> figures.add("PSS: " + part.label(), "MiB", megabytes));
                figures.add("processes", "", suite.processes().count());
            }
        }
        return figures;
    }
}
