package io.sluice.contracts.stream;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.TaskCap;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Renews the lease of a node on its attempts.
 *
 * @param since {@code renewedAt} of the newest answer that the node had when it listed what it holds, or null before the
 *     first: what was started before that and is not held has ended unreported. A renewal that was held up on its way
 *     carries an old one, and so condemns nothing that was started meanwhile
 * @param held every attempt that runs, or has ended with a report that was not acknowledged
 * @param closed why the node has closed itself, or null while it is open, and from older nodes
 */
public record Renewal(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @Nullable Instant since,
        @NotNull @Size(max = MAX_HELD) List<@NotNull AttemptRef> held,

        @JsonDeserialize(using = StorableText.Replaced.class) @Nullable @Size(max = Closed.MAX_REASON)
        String closed) {
    /** Attempts of one node: those that run, up to the largest cap, and as many that have ended and are not acknowledged. */
    public static final int MAX_HELD = 2 * TaskCap.MAX;
}
