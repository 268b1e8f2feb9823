package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.Objects;

/**
 * A node has closed itself: it found a fault of its own, such as a full disk, and takes no task until a check of its own
 * passes. No operator's request, and beside the status: a closed node may be RUNNING, DRAINING, DRAINED or OFFLINE.
 *
 * @param reason what is wrong, in the node's words
 * @param since when the registry first heard of it, by the database's clock
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Closed(String reason, Instant since) {
    /** The longest reason, in characters. */
    public static final int MAX_REASON = 1_000;

    public Closed {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(since, "since");
    }
}
