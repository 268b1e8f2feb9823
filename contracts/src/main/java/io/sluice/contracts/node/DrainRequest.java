package io.sluice.contracts.node;

import io.sluice.contracts.Timespan;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a drain, or changes the one that stands (RFC 7396): what is not named stays as it is, and null takes a deadline
 * away. Asked again it is the same drain.
 *
 * @param reason why; kept in the audit. Required unless the node drains already
 * @param deadline when {@code onDeadline} is done; not in the past, by the database's clock
 * @param deadlineIn the same, counted from when the request is taken; instead of {@code deadline}
 * @param onDeadline what happens to what is left at the deadline, without which it is refused; LEAVE when nobody says
 * @param force drain although less than the capacity floor would be left
 */
public record DrainRequest(
        @Nullable @Size(max = MAX_REASON) @Pattern(regexp = "(?s).*\\S.*", message = "must not be blank")
        String reason,

        @Nullable Instant deadline,
        @Nullable Timespan deadlineIn,
        Drain.@Nullable OnDeadline onDeadline,
        @Nullable Boolean force) {
    /** The longest reason, in characters. */
    public static final int MAX_REASON = 500;
}
