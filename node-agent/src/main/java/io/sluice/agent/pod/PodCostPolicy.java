package io.sluice.agent.pod;

import io.sluice.node.link.Backoff;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides when the pod is patched. Pure. */
final class PodCostPolicy {
    static final Duration MAX_BACKOFF = Duration.ofMinutes(5);

    private PodCostPolicy() {}

    /**
     * How long to wait before the pod is told; empty when it knows.
     *
     * @param told what the pod was told last, or null
     * @param sinceLastTry or null before the first
     * @param failures in a row, each of which doubles the wait, up to 5 min
     * @param interval the least time between two tries
     */
    static Optional<Duration> pause(
            @Nullable PodCost told, PodCost now, @Nullable Duration sinceLastTry, int failures, Duration interval) {
        if (now.equals(told)) {
            return Optional.empty();
        }
        if (sinceLastTry == null) {
            return Optional.of(Duration.ZERO);
        }
        Duration whole =
                failures == 0 ? interval : new Backoff(interval.multipliedBy(2), MAX_BACKOFF).longest(failures);
        Duration left = whole.minus(sinceLastTry);
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }
}
