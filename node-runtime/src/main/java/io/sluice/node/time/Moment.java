package io.sluice.node.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment by two clocks: the monotonic one, which nobody sets, and the wall clock, which goes on while the machine
 * sleeps.
 *
 * @param monotonicNanos comparable only with others of the same process, nanoseconds
 */
public record Moment(long monotonicNanos, Instant wall) {
    /** How old this is by the clock that says more: neither a set-back clock nor a sleeping machine makes it younger. */
    public Duration ageAt(Moment now) {
        Duration byMonotonic = monotonicUntil(now);
        Duration byWall = Duration.between(wall, now.wall);
        return byMonotonic.compareTo(byWall) >= 0 ? byMonotonic : byWall;
    }

    /** From this to the later one, by the monotonic clock alone. */
    public Duration monotonicUntil(Moment later) {
        return Duration.ofNanos(later.monotonicNanos - monotonicNanos);
    }

    /** Whether the other one is later, by the monotonic clock alone. */
    public boolean isBefore(Moment other) {
        return other.monotonicNanos - monotonicNanos > 0;
    }
}
