package io.sluice.benchmarks.check;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.benchmarks.figures.Figure;
import io.sluice.benchmarks.figures.Machine;
import io.sluice.benchmarks.figures.Report;
import io.sluice.benchmarks.figures.Revision;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a build is held against.
 *
 * @param renewedBy how to renew it, for whoever opens the file
 * @param units CPU time of a task in calibration units, the median, by the name of the figure
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Recorded(String renewedBy, Instant at, Revision revision, Machine machine, Map<String, Double> units) {
    private static final String HOW = "benchmarks/run check --record, on a machine that does nothing else";

    /** That of a run. */
    public static Recorded of(Report report) {
        Map<String, Double> units = new TreeMap<>();
        report.figures().stream()
                .filter(figure -> List.of(CheckBenchmark.BATCH_UNITS, CheckBenchmark.SINGLE_UNITS)
                        .contains(figure.name()))
                .forEach((Figure figure) -> units.put(figure.name(), figure.median()));
        return new Recorded(HOW, report.at(), report.revision(), report.machine(), units);
    }

    /** Reads what {@link #write} wrote. */
    public static Recorded read(Path file) throws IOException {
        return Json.mapper().readValue(file.toFile(), Recorded.class);
    }

    /** Writes it for {@link #read}, and for people. */
    public void write(Path file) throws IOException {
        Files.writeString(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }
}
