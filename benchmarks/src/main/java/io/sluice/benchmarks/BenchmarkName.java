package io.sluice.benchmarks;

import io.sluice.benchmarks.agent.AgentBenchmark;
import io.sluice.benchmarks.barrier.BarrierBenchmark;
import io.sluice.benchmarks.check.CheckBenchmark;
import io.sluice.benchmarks.exec.ExecBenchmark;
import io.sluice.benchmarks.idle.IdleBenchmark;
import io.sluice.benchmarks.single.SingleBenchmark;
import io.sluice.benchmarks.suite.Benchmark;
import io.sluice.benchmarks.suite.Scale;
import io.sluice.benchmarks.throughput.ThroughputBenchmark;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The benchmarks by the names that they are asked for, each with what it does unless told otherwise. */
enum BenchmarkName {
    THROUGHPUT(new ThroughputBenchmark(), new Scale(40_000, 5, 2)),
    SINGLE(new SingleBenchmark(), new Scale(1_000, 5, 1)),
    EXEC(new ExecBenchmark(), new Scale(2_000, 5, 1)),
    /** Its load has no number of tasks. */
    BARRIER(new BarrierBenchmark(), new Scale(1, 5, 2)),
    /** It has no tasks. */
    IDLE(new IdleBenchmark(), new Scale(1, 5, 1)),
    /** It has no tasks. */
    AGENT(new AgentBenchmark(), new Scale(1, 5, 2)),
    /** The short one, held against what is recorded; no part of all. */
    CHECK(new CheckBenchmark(), new Scale(5_000, 5, 3));

    private final Benchmark benchmark;
    private final Scale usual;

    BenchmarkName(Benchmark benchmark, Scale usual) {
        this.benchmark = benchmark;
        this.usual = usual;
    }

    Benchmark benchmark() {
        return benchmark;
    }

    Scale usual() {
        return usual;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One by its name, or those of {@code all}. */
    static List<BenchmarkName> named(String name) {
        List<BenchmarkName> found = Arrays.stream(values())
                .filter(each ->
                        name.equals("all") ? each != CHECK : each.label().equals(name))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("there is no benchmark " + name);
        }
        return found;
    }
}
