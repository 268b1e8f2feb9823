package io.sluice.verification;

/**
 * An answer to a good submission that is neither 202 nor one after which it is sent again.
 *
 * @param body of the answer, cut to 500 characters
 */
public record Unexpected(String key, int status, String body) {}
