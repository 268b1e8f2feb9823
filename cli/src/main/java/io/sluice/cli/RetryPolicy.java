package io.sluice.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a call that failed is made again, and after how long. A pure decision. */
final class RetryPolicy {
    private static final int MAX_RETRIES = 4;
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);

    /** How a call failed. */
    enum Failure {
        /** No connection: nothing was sent, so any call may be made again. */
        NOT_SENT,
        /** The connection broke: the call may have been carried out. */
        CUT_OFF,
        /** The gateway says that a part it needs does not answer. */
        UNAVAILABLE
    }

    private RetryPolicy() {}

    /**
     * How long to wait before the next try; empty to give up.
     *
     * @param failures how many tries have failed, from 1
     * @param repeatable whether carrying it out twice is the same as once
     * @param retryAfter what the gateway asked for, where it did
     */
    static Optional<Duration> delay(int failures, Failure failure, boolean repeatable, @Nullable Duration retryAfter) {
        if (failures > MAX_RETRIES || (failure != Failure.NOT_SENT && !repeatable)) {
            return Optional.empty();
        }
        Duration backoff = FIRST_DELAY.multipliedBy(1L << (failures - 1));
        Duration wanted = retryAfter != null && retryAfter.compareTo(backoff) > 0 ? retryAfter : backoff;
        return Optional.of(wanted.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : wanted);
    }
}
