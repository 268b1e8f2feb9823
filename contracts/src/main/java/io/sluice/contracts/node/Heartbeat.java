package io.sluice.contracts.node;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.sluice.contracts.StorableText;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's regular check-in.
 *
 * @param runningAttempts what the node itself counts; for people, never for decisions
 * @param load system load average of the last minute, or a negative number where the system has none
 * @param closed why the node has closed itself, or null while it is open, and from older nodes
 * @param leaving true from when its process was told to stop: it takes no task any more; null before, and from older nodes
 */
public record Heartbeat(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @Min(0) int runningAttempts,
        double load,

        @JsonDeserialize(using = StorableText.Replaced.class) @Nullable @Size(max = Closed.MAX_REASON)
        String closed,

        @Nullable Boolean leaving) {
    private static final double NONE = -1;

    /** What is no number can't be written as JSON, and counts as none. */
    public Heartbeat {
        load = Double.isFinite(load) ? load : NONE;
    }
}
