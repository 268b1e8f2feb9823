package io.sluice.benchmarks.single;

import io.sluice.benchmarks.cost.Calibration;
import io.sluice.benchmarks.cost.Calibration.Measured;
import io.sluice.benchmarks.cost.CpuTimes;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.peers.Peers;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Tasks that do nothing, one by one, {@value OneByOne#RATE} a second, on a suite that has worked before. */
public final class SingleBenchmark implements Benchmark {
    private static final int WARM_UP_TASKS = 20_000;
    private static final int IDLE_SECONDS = 20;

    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (Calibration calibration = Calibration.warmedUp();
                MeasuredSuite suite = MeasuredSuite.start(project)) {
            for (int i = 0; i < scale.warmUps(); i++) {
                suite.noops(WARM_UP_TASKS);
                OneByOne.run(suite, scale.tasks(), CpuTimes.NONE);
            }
            CpuTimes idle = suite.idle(IDLE_SECONDS);
            idle.addPercentTo(figures, "CPU idle");
            for (int i = 0; i < scale.rounds(); i++) {
                Measured<OneByOne> round = calibration.measure(() -> OneByOne.run(suite, scale.tasks(), idle));
                OneByOne.addTo(figures, "", round);
                figures.add("calibration unit", "µs", round.unitMicros());
            }
            addPeer(figures, project, scale);
        }
        return figures;
    }

    private static void addPeer(Figures figures, Path project, Scale scale) throws IOException, InterruptedException {
        Optional<Peers> peers = Peers.start(project);
        try {
            for (int i = 0; peers.isPresent() && i < scale.rounds(); i++) {
                figures.addLatencies(
                        "graphile-worker, submitted to started", peers.get().latencies(OneByOne.RATE, scale.tasks()));
            }
        } finally {
            peers.ifPresent(Peers::close);
        }
    }
}
