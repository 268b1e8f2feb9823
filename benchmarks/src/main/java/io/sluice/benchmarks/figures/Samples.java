package io.sluice.benchmarks.figures;

import java.util.List;

/** What many samples say. */
public final class Samples {
    private Samples() {}

    /** Of an even number the mean of the two in the middle. */
    public static double median(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * The sample below which this share of all lies: 0.99 for the 99th percentile, 1 for the greatest.
     *
     * @param share 0 to 1
     */
    public static double at(List<Double> samples, double share) {
        List<Double> sorted = samples.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * share)));
    }
}
