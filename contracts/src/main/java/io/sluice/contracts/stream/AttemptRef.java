package io.sluice.contracts.stream;

import java.util.Objects;
import java.util.UUID;

/** Names an attempt: the task and the fencing number, from 1. */
public record AttemptRef(UUID taskId, int attempt) {
    /**
     * @throws IllegalArgumentException for an attempt below 1
     */
    public AttemptRef {
        Objects.requireNonNull(taskId, "taskId");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are numbered from 1");
        }
    }

    @Override
    public String toString() {
        return taskId + "#" + attempt;
    }
}
