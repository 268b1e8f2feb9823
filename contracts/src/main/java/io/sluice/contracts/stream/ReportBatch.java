package io.sluice.contracts.stream;

import io.sluice.contracts.node.Epoch;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** Reports of a node, in the order in which they came to be. At most 5000, and 4 MiB in all. */
public record ReportBatch(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @NotNull @Size(max = 5_000) List<@NotNull Report> reports) {}
