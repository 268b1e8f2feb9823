package io.sluice.dispatch.attempts;

import io.sluice.service.loop.Loop;
import io.sluice.service.loop.Next;
import java.time.Duration;

/** When a sweeper of deadlines looks again: when the next deadline is due, but neither too often nor too rarely. */
public final class DuePolicy {
    /** From a change, or a round, to the next round at the earliest. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

    /** A wake-up that got lost delays a round no longer than this. */
    public static final Duration MAX_INTERVAL = Duration.ofSeconds(30);

    /** Rounds that fail are repeated at the shortest interval: a deadline does not wait for a longer one. */
    public static final Loop.Pace PACE = Loop.Pace.withRetryPause(MIN_INTERVAL, Duration.ofSeconds(20), MIN_INTERVAL);

    private DuePolicy() {}

    /**
     * The next round.
     *
     * @param untilDue until something is due; negative when it is overdue
     */
    public static Next next(Duration untilDue) {
        if (untilDue.compareTo(MIN_INTERVAL) < 0) {
            return Next.after(MIN_INTERVAL);
        }
        return Next.after(untilDue.compareTo(MAX_INTERVAL) > 0 ? MAX_INTERVAL : untilDue);
    }
}
