package io.sluice.gateway.api.tasks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far somebody has read the logs of a task.
 *
 * @param attempt whose log is read, from 1
 * @param after the sequence of the last piece that was read, 0 before the first
 */
record LogPlace(int attempt, long after) {
    private static final Pattern EVENT_ID = Pattern.compile("([1-9][0-9]{0,5}):([0-9]{1,18})");

    /** The place that an event's id stands for; empty when the text is no id of ours. */
    static Optional<LogPlace> parse(@Nullable String eventId) {
        if (eventId == null) {
            return Optional.empty();
        }
        Matcher parts = EVENT_ID.matcher(eventId.strip());
        return parts.matches()
                ? Optional.of(new LogPlace(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    /** Before the first piece of an attempt. */
    static LogPlace beginningOf(int attempt) {
        return new LogPlace(attempt, 0);
    }

    LogPlace upTo(long seq) {
        return new LogPlace(attempt, seq);
    }

    /** The event's id. */
    @Override
    public String toString() {
        return attempt + ":" + after;
    }
}
