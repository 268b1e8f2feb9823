package io.sluice.verification;

import io.sluice.contracts.task.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cancel that was asked for.
 *
 * @param answeredAt null when no answer came
 * @param status of the answer, or null
 * @param state of the task by the answer, or null when it showed none
 * @param said the answer's body, cut to 500 characters, when it was no success; else empty
 */
public record CancelAsked(
        UUID task,
        Instant askedAt,
        @Nullable Instant answeredAt,
        @Nullable Integer status,
        @Nullable TaskState state,
        String said) {}
