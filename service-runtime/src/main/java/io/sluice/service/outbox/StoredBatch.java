package io.sluice.service.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the outbox: events that were appended together.
 *
 * @param seq its place among all rows
 * @param single whether it is a row of the version before, which wrote one for each event
 * @param passing whether each of them may be skipped once there is a newer one of its key
 * @param keys one for each event, at least one
 * @param payloads one for each event, JSON, or null for a tombstone
 * @param ids one for each event
 * @param at by the database's clock
 */
record StoredBatch(
        long seq,
        boolean single,
        String topic,
        String type,
        boolean passing,
        List<String> keys,
        List<@Nullable String> payloads,
        List<UUID> ids,
        Instant at) {
    int size() {
        return keys.size();
    }

    Event event(int index) {
        return new Event(topic, keys.get(index), type, payloads.get(index), ids.get(index), at);
    }
}
