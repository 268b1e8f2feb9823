package io.sluice.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Small values as people read them. Pure. */
final class Words {
    /** Stands where there is no value. */
    static final String NONE = "-";

    private Words() {}

    /** The value's text, or a dash. */
    static String orNone(@Nullable Object value) {
        return value == null ? NONE : value.toString();
    }

    /** A length in its two largest units at most: {@code 450ms}, {@code 12s}, {@code 3m5s}, {@code 2h}, {@code 4d3h}. */
    static String length(Duration length) {
        if (length.isNegative()) {
            return "0s";
        }
        if (length.compareTo(Duration.ofSeconds(1)) < 0) {
            return length.toMillis() + "ms";
        }
        long seconds = length.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        }
        return seconds < 86_400
                ? two(seconds / 3_600, "h", seconds / 60 % 60, "m")
                : two(seconds / 86_400, "d", seconds / 3_600 % 24, "h");
    }

    /** How long ago, by the caller's clock. */
    static String ago(@Nullable Instant then, Instant now) {
        return then == null ? NONE : length(Duration.between(then, now)) + " ago";
    }

    /** How long from one to the other, or until now while it goes on. */
    static String took(@Nullable Instant from, @Nullable Instant to, Instant now) {
        return from == null ? NONE : length(Duration.between(from, to == null ? now : to));
    }

    /** {@code 1 task}, {@code 2 tasks}. */
    static String tasks(long count) {
        return count == 1 ? "1 task" : count + " tasks";
    }

    /** {@code a=1,b=2} in order of the keys, or a dash. */
    static String pairs(@Nullable Map<String, String> pairs) {
        return pairs == null || pairs.isEmpty()
                ? NONE
                : new TreeMap<>(pairs)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining(","));
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
