package io.sluice.benchmarks.cost;

import io.sluice.benchmarks.figures.Figures;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * CPU time by part of the suite.
 *
 * @param seconds user and system time together; a part that is missing took none
 */
public record CpuTimes(Map<Part, Double> seconds) {
    /** No time at all. */
    public static final CpuTimes NONE = new CpuTimes(Map.of());

    /** Keeps a copy in the order of parts. */
    public CpuTimes {
        Map<Part, Double> sorted = new EnumMap<>(Part.class);
        sorted.putAll(seconds);
        seconds = Collections.unmodifiableMap(sorted);
    }

    /** What was used since an earlier reading. */
    public CpuTimes since(CpuTimes earlier) {
        return minus(earlier, 1);
    }

    /** Without what would have been used anyway. */
    public CpuTimes without(CpuTimes idlePerSecond, double elapsedSeconds) {
        return minus(idlePerSecond, elapsedSeconds);
    }

    /** Of each so many, such as tasks or seconds. */
    public CpuTimes per(double count) {
        Map<Part, Double> each = new EnumMap<>(Part.class);
        seconds.forEach((part, used) -> each.put(part, used / count));
        return new CpuTimes(each);
    }

    /** Of all parts. */
    public double total() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** As a figure in microseconds, and one of each part: of the CPU time of one task. */
    public void addMicrosTo(Figures figures, String name) {
        figures.add(name, "µs", total() * 1e6);
        seconds.forEach((part, used) -> figures.add(name + ": " + part.label(), "µs", used * 1e6));
    }

    /** As a figure in percent of a core, and one of each part: of the CPU time of one second. */
    public void addPercentTo(Figures figures, String name) {
        figures.add(name, "% of a core", total() * 100);
        seconds.forEach((part, used) -> figures.add(name + ": " + part.label(), "% of a core", used * 100));
    }

    private CpuTimes minus(CpuTimes other, double times) {
        Map<Part, Double> left = new EnumMap<>(Part.class);
        seconds.forEach((part, used) -> left.put(part, used - times * other.seconds.getOrDefault(part, 0.0)));
        return new CpuTimes(left);
    }
}
