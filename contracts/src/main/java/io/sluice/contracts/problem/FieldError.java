package io.sluice.contracts.problem;

/**
 * One wrong field of a request.
 *
 * @param field its path as in the body, such as {@code command[0]}, or the name of a query parameter or header; the
 *     body itself is {@code body}
 * @param message what it must be
 */
public record FieldError(String field, String message) {}
