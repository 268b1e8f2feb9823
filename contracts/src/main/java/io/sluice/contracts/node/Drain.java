package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's wish that a node takes no new task, as stored.
 *
 * @param enabled whether the wish stands; all else is null when it does not
 * @param reason why, in the operator's words
 * @param by who asked
 * @param since when it was asked, by the database's clock
 * @param deadline when {@code onDeadline} is done, or null for never
 * @param onDeadline what happens to attempts that are left at the deadline
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Drain(
        boolean enabled,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Instant since,
        @Nullable Instant deadline,
        @Nullable OnDeadline onDeadline) {
    /** No drain. */
    public static final Drain OFF = new Drain(false, null, null, null, null, null);

    /** What happens to attempts that are left when a drain's deadline passes. */
    public enum OnDeadline {
        /** Nothing: the drain goes on. */
        @JsonProperty("leave")
        @JsonAlias("LEAVE")
        LEAVE,
        /** Each is ended and its task waits for another node, under its next attempt. */
        @JsonProperty("requeue")
        @JsonAlias("REQUEUE")
        REQUEUE,
        /** Each is canceled. */
        @JsonProperty("cancel")
        @JsonAlias("CANCEL")
        CANCEL
    }
}
