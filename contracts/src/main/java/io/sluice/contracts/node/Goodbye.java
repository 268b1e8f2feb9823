package io.sluice.contracts.node;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/** A node leaves: it is OFFLINE at once. */
public record Goodbye(@NotNull Epoch epoch, @NotNull UUID incarnation) {}
