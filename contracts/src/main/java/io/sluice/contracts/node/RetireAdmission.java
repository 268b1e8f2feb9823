package io.sluice.contracts.node;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

/**
 * Closes a node's admission for good; refused while it has a live attempt.
 *
 * @param revision newer than any before it; only a still newer registration opens the node again
 * @param by who retires it
 */
public record RetireAdmission(
        @Min(1) long revision, @NotBlank String by) {}
