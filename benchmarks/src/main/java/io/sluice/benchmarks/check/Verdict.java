package io.sluice.benchmarks.check;

import io.sluice.benchmarks.figures.Figure;
import io.sluice.benchmarks.figures.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a task costs about what it did.
 *
 * @param isAccepted whether no recorded figure is exceeded by more than {@link #TOLERANCE}
 * @param sentence which figure is how far from what was recorded, for people
 */
public record Verdict(boolean isAccepted, String sentence) {
    /** A task may cost this times what was recorded, inclusive. */
    public static final double TOLERANCE = 1.25;

    /** Of this run. A recorded figure that it lacks is one that it does not meet. */
    public static Verdict of(Report report, Recorded recorded) {
        List<String> said = new ArrayList<>();
        boolean accepted = true;
        for (var entry : recorded.units().entrySet()) {
            double now = report.figures().stream()
                    .filter(figure -> figure.name().equals(entry.getKey()))
                    .mapToDouble(Figure::median)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY);
            double ratio = now / entry.getValue();
            accepted &= ratio <= TOLERANCE;
            said.add(String.format(
                    Locale.ROOT,
                    "%s is %.0f, %.2f of the recorded %.0f",
                    entry.getKey(),
                    now,
                    ratio,
                    entry.getValue()));
        }
        String end = accepted
                ? "accepted"
                : String.format(
                        Locale.ROOT,
                        "above %.2f: a task costs more than it did (recorded on %s)",
                        TOLERANCE,
                        recorded.machine().cpu());
        return new Verdict(accepted, String.join("; ", said) + ": " + end);
    }
}
