package io.sluice.benchmarks.figures;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one run of a benchmark measured.
 *
 * @param settings what it was asked for, such as the number of tasks
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Report(
        String benchmark,
        Instant at,
        Revision revision,
        Machine machine,
        Map<String, Integer> settings,
        List<Figure> figures) {
    private static final DateTimeFormatter IN_FILE_NAMES =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Reads what {@link #write} wrote. */
    public static Report read(Path file) throws IOException {
        return Json.mapper().readValue(file.toFile(), Report.class);
    }

    /** Writes it as JSON into a file of its own, and answers which. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(benchmark + "-" + IN_FILE_NAMES.format(at) + ".json");
        Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        return file;
    }

    /** For people: each figure with its median and spread. */
    public String table() {
        StringBuilder table =
                new StringBuilder(title()).append("\n| figure | median | least to greatest |\n| --- | --- | --- |\n");
        for (Figure figure : figures) {
            String spread = figure.samples().size() == 1
                    ? "once"
                    : shown(figure.min()) + " to " + shown(figure.max()) + ", of "
                            + figure.samples().size();
            table.append(row(figure.name(), shown(figure.median(), figure.unit()), spread));
        }
        return table.toString();
    }

    /** For people: each figure beside that of an earlier report. */
    public String comparedWith(Report before) {
        StringBuilder table = new StringBuilder(title())
                .append("before: ")
                .append(before.title())
                .append("\n| figure | median | before | ratio |\n| --- | --- | --- | --- |\n");
        for (Figure figure : figures) {
            Optional<Figure> earlier = before.figures().stream()
                    .filter(each -> each.name().equals(figure.name()))
                    .findFirst();
            table.append(row(
                    figure.name(),
                    shown(figure.median(), figure.unit()),
                    earlier.map(each -> shown(each.median(), each.unit())).orElse("-"),
                    earlier.filter(each -> each.median() != 0)
                            .map(each -> shown(figure.median() / each.median()))
                            .orElse("-")));
        }
        return table.toString();
    }

    private String title() {
        return String.format(
                Locale.ROOT,
                "%s %s, %s: %d cores (%s), %,d MiB, %s, %s%n",
                benchmark,
                settings,
                revision.shown(),
                machine.cores(),
                machine.cpu(),
                machine.memoryMegabytes(),
                machine.kernel(),
                machine.jdk());
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String shown(double value, String unit) {
        return unit.isEmpty() ? shown(value) : shown(value) + " " + unit;
    }

    /** Three digits that count, and all of those before the point. */
    static String shown(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
