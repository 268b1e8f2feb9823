package io.sluice.verification;

import io.sluice.contracts.task.Guarantee;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A submission that was answered with 202: from then on it must not be lost.
 *
 * @param key its Idempotency-Key
 * @param runs how long its process takes
 * @param sentAt before the first try
 * @param acceptedAt when the answer had come
 * @param tries how often it was sent, from 1
 */
public record Accepted(
        UUID id,
        String key,
        Guarantee guarantee,
        Duration runs,
        Shape shape,
        Instant sentAt,
        Instant acceptedAt,
        int tries) {}
