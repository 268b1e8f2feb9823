package io.sluice.benchmarks.throughput;

import io.sluice.benchmarks.cost.Calibration;
import io.sluice.benchmarks.cost.Calibration.Measured;
import io.sluice.benchmarks.figures.Figures;
import io.sluice.benchmarks.peers.Peer;
import io.sluice.benchmarks.peers.Peers;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.MeasuredSuite;
import io.sluice.benchmarks.suite.Round;
import io.sluice.benchmarks.suite.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tasks that do nothing, in batches; after each round every other queue does the same. */
public final class ThroughputBenchmark implements Benchmark {
    @Override
    public Figures run(Path project, Scale scale) throws IOException, InterruptedException {
        Figures figures = new Figures();
        try (Calibration calibration = Calibration.warmedUp();
                MeasuredSuite suite = MeasuredSuite.start(project)) {
            Optional<Peers> peers = Peers.start(project);
            try {
                for (int i = 0; i < scale.warmUps(); i++) {
                    suite.noops(scale.tasks());
                }
                for (int i = 0; i < scale.rounds(); i++) {
                    add(figures, suite, scale.tasks(), calibration);
                    if (peers.isPresent()) {
                        addPeers(figures, peers.get(), scale.tasks());
                    }
                }
            } finally {
                peers.ifPresent(Peers::close);
            }
        }
        addDrift(figures);
        return figures;
    }

    private static void add(Figures figures, MeasuredSuite suite, int tasks, Calibration calibration)
            throws IOException, InterruptedException {
        Measured<Round> measured = calibration.measure(() -> suite.noops(tasks));
        Round round = measured.result();
        figures.add("done", "/s", round.rate());
        figures.add("submitted", "/s", round.submitRate());
        measured.addTo(figures, "CPU a task", round.cpuOfTask());
        figures.add("calibration unit", "µs", measured.unitMicros());
    }

    private static void addPeers(Figures figures, Peers peers, int tasks) throws IOException, InterruptedException {
        List<Double> done = figures.get("done").samples();
        for (Peer peer : Peer.values()) {
            Peers.Backlog backlog = peers.backlog(peer, tasks);
            figures.add(peer.label() + " done", "/s", backlog.rate());
            figures.add(peer.label() + " CPU a task", "µs", backlog.clientMicros() + backlog.databaseMicros());
            figures.add(peer.label() + " CPU a task: node", "µs", backlog.clientMicros());
            figures.add(peer.label() + " CPU a task: postgres", "µs", backlog.databaseMicros());
            figures.add("done / " + peer.label() + "'s", "", done.get(done.size() - 1) / backlog.rate());
        }
    }

    /** Whether a task costs more the longer it runs: 1 when it does not. */
    private static void addDrift(Figures figures) {
        List<Double> costs = figures.get("CPU a task").samples();
        if (costs.size() > 2) {
            figures.add("CPU a task, last round / second", "", costs.get(costs.size() - 1) / costs.get(1));
        }
    }
}
