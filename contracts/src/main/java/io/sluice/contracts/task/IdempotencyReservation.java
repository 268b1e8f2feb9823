package io.sluice.contracts.task;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * Binds a submitter's key to a task. The answer has the same form: the binding in force, which may be an older one.
 *
 * @param key the Idempotency-Key
 * @param taskId the task that the key stands for
 * @param bodyHash SHA-256 of the submission in canonical form, hexadecimal
 */
public record IdempotencyReservation(
        @NotBlank @Size(max = 200) String key,
        @NotNull UUID taskId,
        @NotBlank @Size(max = 64) String bodyHash) {}
