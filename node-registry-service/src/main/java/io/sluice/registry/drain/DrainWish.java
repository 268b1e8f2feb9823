package io.sluice.registry.drain;

import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.DrainRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A drain as asked for.
 *
 * @param deadline in whole microseconds, as the database keeps it; null for never
 */
record DrainWish(String reason, @Nullable Instant deadline, Drain.OnDeadline onDeadline) {
    /** What the request asks for, its defaults filled in. */
    static DrainWish of(DrainRequest request) {
        Instant deadline = request.deadline();
        Drain.OnDeadline onDeadline = request.onDeadline();
        return new DrainWish(
                request.reason(),
                deadline == null ? null : deadline.truncatedTo(ChronoUnit.MICROS),
                onDeadline == null ? Drain.OnDeadline.LEAVE : onDeadline);
    }

    /** Whether this asks for the drain that stands. */
    boolean isSameAs(Drain drain) {
        return drain.enabled()
                && reason.equals(drain.reason())
                && Objects.equals(deadline, drain.deadline())
                && onDeadline == drain.onDeadline();
    }
}
