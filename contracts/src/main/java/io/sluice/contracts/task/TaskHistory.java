package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * What ended lately, minute by minute.
 *
 * @param items oldest first. A minute in which nothing ended is there, with zeros; one that is not counted yet is left out:
 *     the running one, and the one before it for the first seconds after its end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskHistory(List<TaskMinute> items) {
    /** The most minutes that are counted and shown. */
    public static final int MAX_MINUTES = 60;
}
