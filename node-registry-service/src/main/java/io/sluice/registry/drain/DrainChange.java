package io.sluice.registry.drain;

import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.DrainRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of a drain: what is not named, and so null here, stays as it is.
 *
 * @param deadline in whole microseconds, as the database keeps it
 * @param deadlineIn counted from when the request is taken
 * @param cleared the fields that are named with null
 */
record DrainChange(
        @Nullable String reason,
        @Nullable Instant deadline,
        @Nullable Duration deadlineIn,
        Drain.@Nullable OnDeadline onDeadline,
        Set<String> cleared) {
    /** The fields that null takes away, as they are called in a request; and the one that it can't. */
    static final String DEADLINE = "deadline";

    static final String ON_DEADLINE = "onDeadline";
    static final String REASON = "reason";

    /** What the request asks for. */
    static DrainChange of(DrainRequest request, Set<String> cleared) {
        Instant deadline = request.deadline();
        Timespan deadlineIn = request.deadlineIn();
        return new DrainChange(
                request.reason(),
                deadline == null ? null : deadline.truncatedTo(ChronoUnit.MICROS),
                deadlineIn == null ? null : deadlineIn.value(),
                request.onDeadline(),
                cleared);
    }

    /** When the deadline is once this is laid over the drain that stands. */
    @Nullable
    Instant deadlineOver(Drain standing, Instant now) {
        if (deadlineIn != null) {
            return now.plus(deadlineIn).truncatedTo(ChronoUnit.MICROS);
        }
        if (deadline != null) {
            return deadline;
        }
        return cleared.contains(DEADLINE) ? null : standing.deadline();
    }

    /** What is done at that deadline; without one there is nothing to do. */
    Drain.OnDeadline onDeadlineOver(Drain standing, @Nullable Instant deadlineThen) {
        if (onDeadline != null) {
            return onDeadline;
        }
        boolean stands = deadlineThen != null && !cleared.contains(ON_DEADLINE);
        Drain.OnDeadline before = standing.onDeadline();
        return stands && before != null ? before : Drain.OnDeadline.LEAVE;
    }
}
