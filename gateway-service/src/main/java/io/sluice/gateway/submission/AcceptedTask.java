package io.sluice.gateway.submission;

import io.sluice.contracts.task.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that will run, as the answer to its submission shows it.
 *
 * @param state QUEUED, or where the task is by now when the same Idempotency-Key was used again
 * @param submittedAt by this gateway's clock; the task itself shows the database's
 */
public record AcceptedTask(
        UUID id,
        TaskState state,
        String type,
        @Nullable String name,
        String submittedBy,
        Instant submittedAt,
        @Nullable UUID rerunOf) {}
