package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.Reason;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task has reached a state.
 *
 * @param attempt the newest attempt, 0 before the first
 * @param at by the database's clock
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TaskEvent(
        UUID id,
        @Nullable String name,
        TaskState state,
        int attempt,
        @Nullable NodeName node,
        @Nullable Integer exitCode,
        @Nullable Reason reason,
        Instant at) {}
