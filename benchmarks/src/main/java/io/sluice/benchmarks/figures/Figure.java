package io.sluice.benchmarks.figures;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import java.util.List;

/**
 * One figure, measured once or several times.
 *
 * @param name unique in its report; by it two reports are compared
 * @param unit such as {@code µs}; empty for a ratio
 * @param samples in the order in which they were measured, at least one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Figure(String name, String unit, List<Double> samples) {
    /** Refuses a figure that nobody measured. */
    public Figure {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(name + " was never measured");
        }
        samples = List.copyOf(samples);
    }

    /** Half of the samples are at most this; of an even number the mean of the two in the middle. */
    @JsonProperty(access = Access.READ_ONLY)
    public double median() {
        return Samples.median(samples);
    }

    /** The least sample. */
    @JsonProperty(access = Access.READ_ONLY)
    public double min() {
        return Samples.at(samples, 0);
    }

    /** The greatest sample. */
    @JsonProperty(access = Access.READ_ONLY)
    public double max() {
        return Samples.at(samples, 1);
    }
}
