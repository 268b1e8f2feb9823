package io.sluice.local.suite;

import java.time.Duration;

/** How long a process that died by itself waits for its next start. */
final class RestartPolicy {
    /** A process that lived this long was well; its next death counts as the first again. */
    static final Duration WELL_AFTER = Duration.ofSeconds(30);

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofSeconds(30);

    private RestartPolicy() {}

    /**
     * @param deaths in a row, this one included: 1 or more
     * @param delay until the next start
     */
    record Restart(int deaths, Duration delay) {}

    /**
     * At once after a good life, then 1, 2, 4, ... 30 s.
     *
     * @param lived from the start of the process to its death
     * @param earlierDeaths in a row before this one
     */
    static Restart afterDeath(Duration lived, int earlierDeaths) {
        int deaths = lived.compareTo(WELL_AFTER) >= 0 ? 1 : earlierDeaths + 1;
        if (deaths == 1) {
            return new Restart(deaths, FIRST);
        }
        // The shift is bounded before it could run over.
        Duration doubled = SECOND.multipliedBy(1L << Math.min(deaths - 2, 10));
        return new Restart(deaths, doubled.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : doubled);
    }
}
