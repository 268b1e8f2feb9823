package io.sluice.contracts.problem;

import io.sluice.contracts.StorableText;

/**
 * One wrong field of a request.
 *
 * @param field its path as in the body, such as {@code command[0]}, or the name of a query parameter or header; the
 *     body itself is {@code body}
 * @param message what it must be
 */
public record FieldError(String field, String message) {
    /** Both may repeat what was sent, which may be what nothing can write. */
    public FieldError {
        field = field == null ? null : StorableText.replaced(field);
        message = message == null ? null : StorableText.replaced(message);
    }
}
