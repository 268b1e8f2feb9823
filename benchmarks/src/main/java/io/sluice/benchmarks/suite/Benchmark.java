package io.sluice.benchmarks.suite;

import io.sluice.benchmarks.figures.Figures;
import java.io.IOException;
import java.nio.file.Path;

/** One thing that is measured, on a suite of its own that it starts and ends. */
@FunctionalInterface
public interface Benchmark {
    /** Measures it, on this checkout, which is built. */
    Figures run(Path project, Scale scale) throws IOException, InterruptedException;
}
