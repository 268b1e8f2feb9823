package io.sluice.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A positive length of time as operators write it: {@code 500ms}, {@code 90s}, {@code 10m}, {@code 24h}, {@code 7d},
 * or ISO-8601 ({@code PT1H30M}). Whole milliseconds.
 */
public record Timespan(Duration value) {
    private static final int NANOS_OF_A_MILLISECOND = 1_000_000;
    private static final Pattern SHORT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    /**
     * @throws IllegalArgumentException unless the length is positive, at most 10,000 days, and of whole milliseconds
     */
    public Timespan {
        Objects.requireNonNull(value, "value");
        if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(10_000)) > 0) {
            throw new IllegalArgumentException("a length of time above zero, at most 10000d");
        }
        // What is finer would be lost when it is written, and what is written must be accepted again, as the same.
        if (value.getNano() % NANOS_OF_A_MILLISECOND != 0) {
            throw new IllegalArgumentException("a length of time in whole milliseconds, such as 1ms or PT0.001S");
        }
    }

    /**
     * @throws IllegalArgumentException when the text is neither form, or out of range
     */
    @JsonCreator
    public static Timespan parse(String text) {
        Matcher shortForm = SHORT.matcher(text);
        if (shortForm.matches()) {
            return new Timespan(ofUnit(Long.parseLong(shortForm.group(1)), shortForm.group(2)));
        }
        try {
            return new Timespan(Duration.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a length of time such as 500ms, 90s, 10m, 24h, 7d or PT1H30M", e);
        }
    }

    /** A timespan of so many seconds. */
    public static Timespan ofSeconds(long seconds) {
        return new Timespan(Duration.ofSeconds(seconds));
    }

    /** A timespan of so many milliseconds. */
    public static Timespan ofMillis(long millis) {
        return new Timespan(Duration.ofMillis(millis));
    }

    /** The length in whole milliseconds. */
    public long toMillis() {
        return value.toMillis();
    }

    /** The short form in the largest unit that keeps it whole. */
    @JsonValue
    @Override
    public String toString() {
        long millis = value.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Duration ofUnit(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException("unit " + unit);
        };
    }
}
