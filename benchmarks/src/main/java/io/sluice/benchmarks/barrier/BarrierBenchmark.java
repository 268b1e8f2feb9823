package io.sluice.benchmarks.barrier;

import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Drains of an agent while tasks come in batches without a pause: until the answer says that the barrier is up. */
public final class BarrierBenchmark implements Benchmark {
    private static final int WARM_UP_TASKS = 20_000;
    private static final int DRAINS = 40;
    private static final long PAUSE_MILLIS = 200;

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (MeasuredSuite suite = MeasuredSuite.start(project)) {
            for (int i = 0; i < scale.warmUps(); i++) {
                suite.noops(WARM_UP_TASKS);
            }
            for (int i = 0; i < scale.rounds(); i++) {
                try (Load load = Load.start(suite.client())) {
                    figures.addLatencies("drain to barrier", drains(suite, load));
                }
                suite.awaitEmpty();
            }
        }
        return figures;
    }

    private static List<Double> drains(MeasuredSuite suite, Load load) throws IOException, InterruptedException {
        String agent = MeasuredSuite.AGENTS.get(0);
        List<Double> millis = new ArrayList<>(DRAINS);
        TimeUnit.SECONDS.sleep(2);
        for (int i = 0; i < DRAINS; i++) {
            load.check();
            long asked = System.nanoTime();
            suite.client().drain(agent, "benchmark");
            millis.add((System.nanoTime() - asked) / 1e6);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            suite.client().resume(agent);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return millis;
    }
}
