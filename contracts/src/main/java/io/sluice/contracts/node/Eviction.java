package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * A drain's deadline has passed: what becomes of the live attempts of the node.
 *
 * @param action REQUEUE or CANCEL; LEAVE does nothing
 * @param by who asked for the drain
 * @param reason the drain's; null from older versions
 * @param deadlineBy who set the deadline; null when it was {@code by}, and from older versions
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Eviction(
        Drain.@NotNull OnDeadline action,
        @NotBlank String by,
        @Nullable String reason,
        @Nullable String deadlineBy) {}
