package io.sluice.verification;

import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the API says of the run's tasks, read after it.
 *
 * @param tasks all that were accepted and all that lists show since the run began, with their attempts
 * @param unread why a task could not be read, by its id
 * @param unlisted why the list of all tasks is not whole, or null
 * @param at when the last was read
 */
public record Collected(
        Map<UUID, TaskView> tasks,
        Map<UUID, String> unread,
        @Nullable String unlisted,
        Instant at) {
    /** Copies the collections. */
    public Collected {
        tasks = Map.copyOf(tasks);
        unread = Map.copyOf(unread);
    }
}
