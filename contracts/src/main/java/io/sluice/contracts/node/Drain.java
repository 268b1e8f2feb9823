package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that a node takes no new task: an operator's, or, without one, the node's own since its process was told to stop.
 *
 * @param enabled whether the request stands; all else is null when it does not
 * @param reason why, in the words of {@code by}
 * @param by who asked; somebody who gave a drain that stood other words signs it from then on
 * @param since when it was first asked, by the database's clock
 * @param deadline when {@code onDeadline} is done, or null for never
 * @param onDeadline what happens to attempts that are left at the deadline
 * @param deadlineBy who set the deadline, or null without one; null from older versions too, then it is {@code by}
 * @param changedBy who changed it last, or null when it is as it began
 * @param changedAt when, by the database's clock
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Drain(
        boolean enabled,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Instant since,
        @Nullable Instant deadline,
        @Nullable OnDeadline onDeadline,
        @Nullable String deadlineBy,
        @Nullable String changedBy,
        @Nullable Instant changedAt) {
    /** No drain. */
    public static final Drain OFF = new Drain(false, null, null, null, null, null);

    /** The reason of a node's own stop. */
    public static final String STOP_REASON = "its process was told to stop";

    /** A drain that is as it began. */
    public Drain(
            boolean enabled,
            @Nullable String reason,
            @Nullable String by,
            @Nullable Instant since,
            @Nullable Instant deadline,
            @Nullable OnDeadline onDeadline) {
        this(enabled, reason, by, since, deadline, onDeadline, deadline == null ? null : by, null, null);
    }

    /** The node's own, since its process was told to stop. Its next registration lifts it. */
    public static Drain ofStop(NodeName name, Instant since) {
        return new Drain(true, STOP_REASON, name.value(), since, null, OnDeadline.LEAVE);
    }

    /** Whether it is the own stop of the node of this name, and no operator's drain. */
    public boolean isStopOf(String name) {
        return enabled && name.equals(by) && STOP_REASON.equals(reason);
    }

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
