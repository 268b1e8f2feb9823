package io.sluice.service.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of the outbox, as it is sent.
 *
 * @param payload JSON, or null for a tombstone
 * @param at by the database's clock
 */
record Event(
        String topic, String key, String type, @Nullable String payload, UUID id, Instant at) {}
