package io.sluice.node.link;

import java.time.Duration;

/**
 * How long to wait before trying again: doubling from the first to the most, with jitter, so that a fleet does not come
 * back as one.
 */
public record Backoff(Duration first, Duration most) {
    private static final int MAX_DOUBLINGS = 30;

    /**
     * All of the doubled wait.
     *
     * @param failures in a row so far, from 1
     */
    public Duration longest(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        return Duration.ofNanos((long) Math.min((double) first.toNanos() * (1L << doublings), (double) most.toNanos()));
    }

    /**
     * Between half and all of the doubled wait.
     *
     * @param failures in a row so far, from 1
     * @param random from 0 inclusive to 1 exclusive
     */
    public Duration delay(int failures, double random) {
        return Duration.ofNanos((long) (longest(failures).toNanos() * (0.5 + random / 2)));
    }

    /** The interval give or take 10 %. */
    public static Duration around(Duration interval, double random) {
        return Duration.ofNanos((long) (interval.toNanos() * (0.9 + 0.2 * random)));
    }
}
