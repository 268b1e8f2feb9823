package io.sluice.contracts.stream;

import io.sluice.contracts.node.Epoch;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** Reports of a node, in the order in which they came to be. At most 5000, and 4 MiB of JSON in all. */
public record ReportBatch(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @NotNull @Size(max = MAX_REPORTS) List<@NotNull Report> reports) {
    /** Reports, inclusive. */
    public static final int MAX_REPORTS = 5_000;

    /** What a node sends at the most, in bytes of JSON. */
    public static final int MAX_BYTES = 4 << 20;
}
