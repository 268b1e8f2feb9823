package io.sluice.benchmarks.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures as they are gathered, round by round. Not thread-safe. */
public final class Figures {
    private final Map<String, String> units = new LinkedHashMap<>();
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();

    /** One more sample of a figure. */
    public void add(String name, String unit, double sample) {
        units.put(name, unit);
        samples.computeIfAbsent(name, each -> new ArrayList<>()).add(sample);
    }

    /** Median and 99th percentile of one round's latencies, a sample of each. */
    public void addLatencies(String name, List<Double> millis) {
        add(name + ", median", "ms", Samples.median(millis));
        add(name + ", 99th", "ms", Samples.at(millis, 0.99));
    }

    /** The figure of this name. */
    public Figure get(String name) {
        return new Figure(name, units.getOrDefault(name, ""), samples.getOrDefault(name, List.of()));
    }

    /** All, in the order in which they were first measured. */
    public List<Figure> all() {
        return units.keySet().stream().map(this::get).toList();
    }
}
