package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * How busy a node was lately.
 *
 * @param items oldest first, the running minute last. A minute in which nobody looked is left out, and so is the running one
 *     for its first seconds
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeMinutes(List<NodeMinute> items) {
    /** The most minutes that are shown. */
    public static final int MAX_MINUTES = 60;
}
