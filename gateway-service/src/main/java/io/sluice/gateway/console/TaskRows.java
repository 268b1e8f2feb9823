package io.sluice.gateway.console;

import io.sluice.contracts.task.TaskPage;
import java.time.Instant;
import java.util.List;

/** Tasks of a page of the API as the console shows them. */
final class TaskRows {
    private TaskRows() {}

    static List<TaskRow> of(TaskPage page, Instant now) {
        return page.items().stream().map(task -> new TaskRow(task, now)).toList();
    }
}
