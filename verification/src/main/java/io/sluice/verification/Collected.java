package io.sluice.verification;

import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the API says of the run's tasks, read after it.
 *
 * @param tasks those that were accepted, with their attempts; one that is missing is in {@code unread}
 * @param unread why a task could not be read, by its id
 * @param listed all tasks that lists show since the run began, accepted or not, without attempts
 * @param at when the last was read
 */
public record Collected(Map<UUID, TaskView> tasks, Map<UUID, String> unread, List<TaskView> listed, Instant at) {
    /** Copies the collections. */
    public Collected {
        tasks = Map.copyOf(tasks);
        unread = Map.copyOf(unread);
        listed = List.copyOf(listed);
    }
}
