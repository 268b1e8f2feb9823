package io.sluice.contracts.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.sluice.contracts.Reason;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.LogStream;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a node says of an attempt. Kept by the node and sent again until it is acknowledged. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "report")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Report.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Report.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = Report.Output.class, name = "output")
})
public sealed interface Report {
    /** The code of the reason of an attempt that its node could not begin. */
    String NOT_STARTED = "NOT_STARTED";

    /** The task. */
    UUID taskId();

    /** The fencing number. */
    int attempt();

    /** The attempt. */
    default AttemptRef ref() {
        return new AttemptRef(taskId(), attempt());
    }

    /** The process runs. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Started(UUID taskId, int attempt) implements Report {}

    /**
     * The attempt has ended; nothing of it runs any more.
     *
     * @param state SUCCEEDED, FAILED, TIMED_OUT or CANCELED
     * @param exitCode of the process, or null when there was none
     * @param reason why, unless it succeeded
     * @param ranMillis how long it ran by the node's monotonic clock, milliseconds
     * @param notStarted true when a fault of the node kept it from beginning, so that nothing of it ever ran: then the attempt
     *     is LOST, its task waits for another node whatever its guarantee, and the node is closed. A replica of the version
     *     before goes by the state, which is FAILED. Else null
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Ended(
            UUID taskId,
            int attempt,
            AttemptState state,
            @Nullable Integer exitCode,
            @Nullable Reason reason,
            long ranMillis,
            @Nullable Boolean notStarted)
            implements Report {
        private static final long MAX_MILLIS = Duration.ofDays(10_000).toMillis();

        /**
         * A length that no clock can have counted, and no timestamp take, is cut to what can be; and so is a reason that is
         * too long, since an end that is refused would never be known.
         */
        public Ended {
            ranMillis = Math.max(0, Math.min(ranMillis, MAX_MILLIS));
            reason = reason == null ? null : reason.cut();
        }

        /** One that began, or could not for a fault of its own. */
        public Ended(
                UUID taskId,
                int attempt,
                AttemptState state,
                @Nullable Integer exitCode,
                @Nullable Reason reason,
                long ranMillis) {
            this(taskId, attempt, state, exitCode, reason, ranMillis, null);
        }

        /** One that the node could not begin. */
        public static Ended notStarted(AttemptRef ref, String why) {
            return new Ended(
                    ref.taskId(), ref.attempt(), AttemptState.FAILED, null, new Reason(NOT_STARTED, why), 0, true);
        }
    }

    /**
     * A piece of output. The same sequence twice is one piece.
     *
     * @param seq grows within the attempt, from 1
     * @param text at most {@link #MAX_TEXT} characters; bytes that are no UTF-8 are replaced, and so is NUL
     * @param truncated whether the limit was reached and all that follows was cut
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Output(
            UUID taskId,
            int attempt,
            long seq,
            LogStream stream,

            @JsonDeserialize(using = StorableText.Replaced.class)
            String text,

            boolean truncated)
            implements Report {
        /** Characters of a piece, inclusive. */
        public static final int MAX_TEXT = 65_536;
    }
}
