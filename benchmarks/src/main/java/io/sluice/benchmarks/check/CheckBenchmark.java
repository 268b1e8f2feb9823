package io.sluice.benchmarks.check;

import io.sluice.benchmarks.cost.Calibration;
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
    /** CPU time of a task of a batch, in calibration units. */
    static final String BATCH_UNITS = "batch: CPU a task / calibration";
    /** CPU time of a task that comes alone, in calibration units. */
    static final String SINGLE_UNITS = "single: CPU a task / calibration";

    private static final int CAP = 500;
    private static final int IDLE_SECONDS = 5;
    private static final int SINGLE_TASKS = 150;

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (Calibration calibration = Calibration.warmedUp();
                MeasuredSuite suite = MeasuredSuite.start(project, CAP)) {
            for (int i = 0; i < scale.warmUps(); i++) {
                suite.noops(scale.tasks());
            }
            for (int i = 0; i < scale.rounds(); i++) {
                double before = calibration.unitMicros();
                Round round = suite.noops(scale.tasks());
                double unit = (before + calibration.unitMicros()) / 2;
                figures.add("batch: done", "/s", round.rate());
                round.cpuOfTask().addMicrosTo(figures, "batch: CPU a task");
                figures.add("calibration unit", "µs", unit);
                figures.add(BATCH_UNITS, "", round.cpuOfTask().total() * 1e6 / unit);
            }
            CpuTimes idle = suite.idle(IDLE_SECONDS);
            for (int i = 0; i < scale.rounds(); i++) {
                double before = calibration.unitMicros();
                OneByOne round = OneByOne.run(suite, SINGLE_TASKS, idle);
                double unit = (before + calibration.unitMicros()) / 2;
                round.cpuOfTask().addMicrosTo(figures, "single: CPU a task");
                figures.add(SINGLE_UNITS, "", round.cpuOfTask().total() * 1e6 / unit);
                figures.addLatencies("single: POST", round.postMillis());
                figures.addLatencies("single: submitted to started", round.startMillis());
            }
        }
        return figures;
    }
}
