package io.sluice.service.time;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before something that fails is tried again: doubling from 100 ms to 5 s, with jitter. */
public final class Backoff {
    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final int MAX_DOUBLINGS = 10;

    private Backoff() {}

    /**
     * Between half and all of the doubled pause.
     *
     * @param failures in a row so far, 0 or more
     */
    public static Duration pause(int failures) {
        long most = Math.min(MAX_PAUSE.toMillis(), MIN_PAUSE.toMillis() << Math.min(failures, MAX_DOUBLINGS));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
