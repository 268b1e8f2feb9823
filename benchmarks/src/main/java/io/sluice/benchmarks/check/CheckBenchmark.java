package io.sluice.benchmarks.check;

import io.sluice.benchmarks.cost.Calibration;
import io.sluice.benchmarks.cost.Calibration.Measured;
import io.sluice.benchmarks.cost.CpuTimes;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.single.OneByOne;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Round;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.nio.file.Path;

/**
 * P1 to P3 in about a minute: fewer tasks, and no other queue beside it. The services' code is not compiled to the end by
 * then, so that its figures are higher than those of the long form; they are to be held against each other alone.
 */
public final class CheckBenchmark implements Benchmark {
    private static final String BATCH = "batch: CPU a task";
    private static final String SINGLE = "single: ";

    /** CPU time of a task of a batch, in calibration units. */
    static final String BATCH_UNITS = Calibration.unitsOf(BATCH);
    /** CPU time of a task that comes alone, in calibration units. */
    static final String SINGLE_UNITS = Calibration.unitsOf(SINGLE + OneByOne.CPU);

    private static final int IDLE_SECONDS = 5;
    private static final int SINGLE_TASKS = 150;

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (Calibration calibration = Calibration.warmedUp();
                MeasuredSuite suite = MeasuredSuite.start(project)) {
            for (int i = 0; i < scale.warmUps(); i++) {
                suite.noops(scale.tasks());
            }
            for (int i = 0; i < scale.rounds(); i++) {
                Measured<Round> round = calibration.measure(() -> suite.noops(scale.tasks()));
                figures.add("batch: done", "/s", round.result().rate());
                round.addTo(figures, BATCH, round.result().cpuOfTask());
                figures.add("calibration unit", "µs", round.unitMicros());
            }
            CpuTimes idle = suite.idle(IDLE_SECONDS);
            for (int i = 0; i < scale.rounds(); i++) {
                Measured<OneByOne> round = calibration.measure(() -> OneByOne.run(suite, SINGLE_TASKS, idle));
                OneByOne.addTo(figures, SINGLE, round);
            }
        }
        return figures;
    }
}
