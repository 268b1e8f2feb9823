package io.sluice.contracts.task;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
        @NotNull @Pattern(regexp = KEY_PATTERN, message = KEY_RULE)
        String key,

        @NotNull UUID taskId,
        @NotBlank @Size(max = 64) String bodyHash) {
    /** The header in which a submitter sends its key. */
    public static final String HEADER = "Idempotency-Key";

    /** What a key looks like, in a header as in a record. */
    public static final String KEY_PATTERN = "(?! *$)[ -~]{1,200}";

    /** The rule in words. */
    public static final String KEY_RULE = "1 to 200 printable ASCII characters, not all of them blanks";
}
