package io.sluice.service.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox.
 *
 * @param payload JSON, or null for a tombstone
 * @param at by the database's clock
 */
record Event(
        long seq,
        String topic,
        String key,
        String type,
        @Nullable String payload,
        UUID id,
        Instant at) {}
