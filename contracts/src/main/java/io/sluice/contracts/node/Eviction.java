package io.sluice.contracts.node;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * A drain's deadline has passed: what becomes of the live attempts of the node.
 *
 * @param action REQUEUE or CANCEL; LEAVE does nothing
 * @param by who asked for the drain
 */
public record Eviction(
        Drain.@NotNull OnDeadline action, @NotBlank String by) {}
