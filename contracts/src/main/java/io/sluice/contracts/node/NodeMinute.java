package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A node at one moment of a minute of the database's clock, mostly in its first 5 s; it tells nothing of what was between two
 * such moments.
 *
 * @param start of the minute; a whole minute (UTC)
 * @param liveAttempts assigned or running
 * @param taskCap which may be below the live attempts when it was lowered
 * @param open whether attempts might be created; false with a drain on
 * @param attached whether its lease held; false while it was away
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeMinute(Instant start, int liveAttempts, int taskCap, boolean open, boolean attached) {}
