package io.sluice.gateway.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How long ago something was, as people say it. Pure. */
final class Ago {
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private Ago() {}

    /** The moment itself, in UTC, such as {@code 2026-11-27 10:00:00Z}. */
    static String exactly(Instant moment) {
        return TO_THE_SECOND.format(moment);
    }

    /** Such as {@code 3 s ago}; what lies ahead, as clocks differ, is {@code 0 s ago}. */
    static String text(Instant then, Instant now) {
        return length(Duration.between(then, now)) + " ago";
    }

    /** The largest whole unit: seconds below 1 min, minutes below 1 h, hours below 2 d, then days. Below zero it is 0 s. */
    static String length(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }
}
