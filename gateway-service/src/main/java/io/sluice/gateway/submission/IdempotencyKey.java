package io.sluice.gateway.submission;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.IdempotencyReservation;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The submitter's own name for a submission: 1 to 200 printable ASCII characters. */
public record IdempotencyKey(String value) {
    private static final Pattern VALID = Pattern.compile(IdempotencyReservation.KEY_PATTERN);

    /**
     * @throws ProblemException {@code invalid-request} when the text is no key
     */
    public IdempotencyKey {
        if (!VALID.matcher(value).matches()) {
            throw ProblemException.invalid(IdempotencyReservation.HEADER, IdempotencyReservation.KEY_RULE);
        }
    }

    /** The key of a header, or null without one. */
    public static @Nullable IdempotencyKey ofHeader(@Nullable String header) {
        return header == null ? null : new IdempotencyKey(header);
    }
}
