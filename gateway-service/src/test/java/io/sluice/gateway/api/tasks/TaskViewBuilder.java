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
public final class TaskViewBuilder {
    private final UUID id;
    private TaskState state = TaskState.QUEUED;
    private int attempt;
    private Integer exitCode;
    private List<String> command = List.of("true");
    private Map<String, String> nodeSelector = Map.of();
    private Guarantee guarantee = Guarantee.ONCE;
    private int maxAttempts = 1;
    private Timespan timeout = Timespan.ofSeconds(3_600);
    private Instant startedAt;

    private TaskViewBuilder(UUID id) {
        this.id = id;
    }

    public static TaskViewBuilder aTask(UUID id) {
        return new TaskViewBuilder(id);
    }

    public TaskViewBuilder thatRuns(List<String> words) {
        command = words;
        return this;
    }

    public TaskViewBuilder on(Map<String, String> labels) {
        nodeSelector = labels;
        return this;
    }

    public TaskViewBuilder exclusiveIn(int attempts) {
        guarantee = Guarantee.EXCLUSIVE;
        maxAttempts = attempts;
        return this;
    }

    public TaskViewBuilder timingOutAfter(Timespan length) {
        timeout = length;
        return this;
    }

    /** In its first attempt; with null it is not started yet. */
    public TaskView assignedAndStarted(Instant at) {
        startedAt = at;
        attempt = 1;
        state = at == null ? TaskState.ASSIGNED : TaskState.RUNNING;
        return build();
    }

    public TaskView queued() {
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
                command,
                null,
                3,
                nodeSelector,
                guarantee,
                maxAttempts,
                timeout,
                Timespan.ofSeconds(86_400),
                "alice",
                Instant.parse("2026-11-23T10:00:00Z"),
                startedAt,
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
