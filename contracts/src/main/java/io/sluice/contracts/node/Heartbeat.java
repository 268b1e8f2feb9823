package io.sluice.contracts.node;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/**
 * A node's regular check-in.
 *
 * @param runningAttempts what the node itself counts; for people, never for decisions
 * @param load system load average of the last minute, or a negative number where the system has none
 */
public record Heartbeat(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @Min(0) int runningAttempts,
        double load) {}
