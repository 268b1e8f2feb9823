package io.sluice.contracts.stream;

import io.sluice.contracts.node.Epoch;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node leaves. It sends this when it has made sure that it begins nothing any more, whatever still reaches it; so what
 * was assigned to it and is not listed was never begun, and may go elsewhere at once.
 *
 * @param begun every attempt that it holds, and every one of which a report was not acknowledged; null when it does not
 *     say, as older nodes don't: then nothing goes elsewhere before its lease has run out
 */
public record Detach(
        @NotNull Epoch epoch,
        @NotNull UUID incarnation,
        @Nullable @Size(max = MAX_BEGUN) List<@NotNull AttemptRef> begun) {
    /** The most attempts that may be listed. */
    public static final int MAX_BEGUN = Renewal.MAX_HELD;
}
