package io.sluice.contracts.problem;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.StorableText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error answer (RFC 9457, application/problem+json).
 *
 * @param type the slug of a {@link ProblemType}
 * @param title the type's sentence
 * @param status the HTTP status
 * @param detail what is wrong with which thing, and the remedy
 * @param errors every wrong field, for {@code invalid-request} and {@code node-not-empty}
 * @param logId finds the fault in the service's log; for 5xx alone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable List<FieldError> errors,
        @Nullable String logId) {
    /** The detail may repeat what was sent, which may be what nothing can write. */
    public Problem {
        detail = detail == null ? null : StorableText.replaced(detail);
    }

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem that needs no fields. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.slug(), type.title(), type.status(), detail, null, null);
    }

    /** A problem that names each wrong field. */
    public static Problem of(ProblemType type, String detail, List<FieldError> errors) {
        return new Problem(type.slug(), type.title(), type.status(), detail, List.copyOf(errors), null);
    }

    /** Whether this is of the type. */
    public boolean is(ProblemType other) {
        return other.slug().equals(type);
    }
}
