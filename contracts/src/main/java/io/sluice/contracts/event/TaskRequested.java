package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.Actor;
import io.sluice.contracts.task.IdempotencyReservation;
import io.sluice.contracts.task.TaskSubmission;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code sluice.tasks}: somebody wants this task to run.
 *
 * @param id UUID version 7, made once by whoever submits; the same id twice is one task
 * @param submission what to run
 * @param idempotencyKey the submitter's own key; the same key twice is one task
 * @param submittedBy who asked; {@code kafka} when null or blank
 * @param rerunOf the ended task that this one repeats
 */
public record TaskRequested(
        @NotNull @JsonProperty(required = true) UUID id,
        @NotNull @Valid @JsonProperty(required = true) TaskSubmission submission,

        @Nullable @Pattern(regexp = IdempotencyReservation.KEY_PATTERN, message = IdempotencyReservation.KEY_RULE)
        String idempotencyKey,

        @Nullable @Size(max = Actor.MAX_LENGTH) String submittedBy,
        @Nullable UUID rerunOf) {
    /** Who asked for it, {@code kafka} for a producer that does not say. */
    public String submittedByOrDefault() {
        return submittedBy == null || submittedBy.isBlank() ? "kafka" : submittedBy;
    }
}
