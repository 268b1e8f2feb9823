package io.sluice.gateway.api.tasks;

import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A task as dispatch shows it: {@code aTask(id).running(1)}. */
final class TaskViewBuilder {
    private final UUID id;
    private TaskState state = TaskState.QUEUED;
    private int attempt;
    private Integer exitCode;

    private TaskViewBuilder(UUID id) {
        this.id = id;
    }

    static TaskViewBuilder aTask(UUID id) {
        return new TaskViewBuilder(id);
    }

    TaskView queued() {
        return build();
    }

    TaskView running(int inAttempt) {
        state = TaskState.RUNNING;
        attempt = inAttempt;
        return build();
    }

    TaskView ended(TaskState in, int afterAttempt, Integer withExitCode) {
        state = in;
        attempt = afterAttempt;
        exitCode = withExitCode;
        return build();
    }

    private TaskView build() {
        return new TaskView(
                id,
                state,
                "exec",
                "backup",
                List.of("true"),
                null,
                3,
                Map.of(),
                Guarantee.ONCE,
                1,
                Timespan.ofSeconds(3_600),
                Timespan.ofSeconds(86_400),
                "alice",
                Instant.parse("2026-11-23T10:00:00Z"),
                null,
                null,
                attempt,
                attempt == 0 ? null : new NodeName("n-1"),
                exitCode,
                null,
                null,
                null,
                null,
                List.of());
    }
}
