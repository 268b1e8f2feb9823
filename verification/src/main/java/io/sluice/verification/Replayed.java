package io.sluice.verification;

import java.util.UUID;

/**
 * An accepted submission that was sent once more on purpose, with the same key.
 *
 * @param first the id that was answered first
 * @param second the id that was answered then; the same, if the promise holds
 */
public record Replayed(String key, UUID first, UUID second) {}
