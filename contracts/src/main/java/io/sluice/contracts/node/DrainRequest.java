package io.sluice.contracts.node;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a drain. Asked again it is the same drain, with the newer reason and deadline.
 *
 * @param reason why; kept in the audit
 * @param deadline when {@code onDeadline} is done; null for never
 * @param onDeadline what happens to what is left then; LEAVE when null
 * @param force drain although less than the capacity floor would be left
 */
public record DrainRequest(
        @NotBlank @Size(max = 500) String reason,
        @Nullable Instant deadline,
        Drain.@Nullable OnDeadline onDeadline,
        @Nullable Boolean force) {}
