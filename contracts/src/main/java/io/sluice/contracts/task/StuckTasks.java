package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Reason;
import java.util.UUID;

/**
 * Queued tasks that no node can take until somebody does something, all for the same reason.
 *
 * @param reason what they wait for, with the remedy
 * @param first the one that would be assigned first
 * @param count how many there are, counted no further than {@link #MAX_COUNTED}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StuckTasks(Reason reason, UUID first, int count) {
    /** As many or more. */
    public static final int MAX_COUNTED = 1000;
}
