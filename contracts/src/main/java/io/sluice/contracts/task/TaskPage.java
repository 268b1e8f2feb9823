package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of tasks, newest first.
 *
 * @param next the cursor of the next page, or null on the last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskPage(List<TaskView> items, @Nullable String next) {
    /** Tasks of a page, inclusive. */
    public static final int MAX_LIMIT = 500;

    /** Tasks of a page for whoever does not say. */
    public static final int DEFAULT_LIMIT = 50;
}
