package io.sluice.contracts.stream;

import io.sluice.contracts.node.Epoch;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/**
 * Renews the lease of a node on its attempts.
 *
 * @param held every attempt that runs, or has ended with a report that was not acknowledged
 */
public record Renewal(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @NotNull @Size(max = 20_000) List<@NotNull AttemptRef> held) {}
