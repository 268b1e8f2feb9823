package io.sluice.dispatch.queries;

import io.sluice.contracts.problem.FieldError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When tasks were submitted, as a range of their ids. An id is a UUID of version 7: it begins with the milliseconds of the
 * moment at which it was made, by the clock of the gateway or of the producer that made it. So a range of times is a range of
 * ids, in the order in which pages are read. {@code submittedAt} is when task-dispatch stored the task, which is later.
 *
 * @param from the first id, inclusive, or null
 * @param to the last, exclusive, or null
 */
record SubmissionWindow(@Nullable UUID from, @Nullable UUID to) {
    /** Any time. */
    static final SubmissionWindow ANY = new SubmissionWindow(null, null);

    private static final String A_TIME = "a moment as RFC 3339 has it, such as 2026-11-27T10:00:00Z, from 1970 on";
    private static final int RANDOM_BITS = 16;
    private static final long LAST_MILLIS = (1L << 48) - 1;

    /**
     * Reads the two parameters; one that is empty is no bound. What is wrong is added to the errors.
     *
     * @param after inclusive
     * @param before exclusive
     */
    static SubmissionWindow parse(String after, String before, List<FieldError> errors) {
        Instant from = moment("submittedAfter", after, errors);
        Instant to = moment("submittedBefore", before, errors);
        if (from != null && to != null && !from.isBefore(to)) {
            errors.add(new FieldError("submittedBefore", "must be later than submittedAfter, or no task is between"));
        }
        return from == null && to == null ? ANY : new SubmissionWindow(first(from), first(to));
    }

    private static @Nullable Instant moment(String field, String text, List<FieldError> errors) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            Instant moment = OffsetDateTime.parse(text).toInstant();
            long millis = moment.toEpochMilli();
            if (millis >= 0 && millis < LAST_MILLIS) {
                return moment;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // The answer is the same as for a moment out of range.
        }
        errors.add(new FieldError(field, A_TIME));
        return null;
    }

    /** The lowest id that is made at this moment or later; ids know whole milliseconds. */
    private static @Nullable UUID first(@Nullable Instant moment) {
        if (moment == null) {
            return null;
        }
        long millis = moment.toEpochMilli();
        boolean isWhole = moment.equals(Instant.ofEpochMilli(millis));
        return new UUID((isWhole ? millis : millis + 1) << RANDOM_BITS, 0);
    }
}
