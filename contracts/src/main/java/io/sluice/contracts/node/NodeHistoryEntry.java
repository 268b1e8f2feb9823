package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a node, from the audit.
 *
 * @param at by the database's clock
 * @param what a stable word such as REGISTERED, OFFLINE, ONLINE, STOPPING, GOODBYE, DRAIN_REQUESTED, BARRIER_CLOSED, DRAINED,
 *     RESUMED, CLOSED, OPENED, CAP_CHANGED, LABELS_CHANGED, RETIRED
 * @param by who did it: a person, the node itself or a service
 * @param detail one sentence
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeHistoryEntry(
        Instant at, String what, String by, @Nullable Epoch epoch, String detail) {
    /** The most entries that are told at once, inclusive. */
    public static final int MAX_LIMIT = 1_000;

    /** Entries for whoever does not say. */
    public static final int DEFAULT_LIMIT = 100;
}
