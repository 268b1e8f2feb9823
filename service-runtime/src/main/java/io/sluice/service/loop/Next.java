package io.sluice.service.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a {@link Loop} does its next round, unless it is woken before. Said by a round that did not fail. */
public final class Next {
    private final @Nullable Duration delay;
    private final Duration rest;
    private final boolean hasWorked;

    private Next(@Nullable Duration delay, Duration rest, boolean hasWorked) {
        if (delay != null && delay.compareTo(rest) < 0 || rest.isNegative()) {
            throw new IllegalArgumentException("a round can't be due after " + delay + ", and not before " + rest);
        }
        this.delay = delay;
        this.rest = rest;
        this.hasWorked = hasWorked;
    }

    /** At once. */
    public static Next now() {
        return after(Duration.ZERO);
    }

    /** After this time, 0 or more. */
    public static Next after(Duration delay) {
        return new Next(delay, Duration.ZERO, true);
    }

    /** Not before {@link Loop#wake}. */
    public static Next whenWoken() {
        return new Next(null, Duration.ZERO, true);
    }

    /**
     * Another replica does the work, so it is not known whether it would work here: another look after this time, whoever
     * wakes the loop meanwhile, since that would find the other at work once more.
     */
    public static Next leftToAnother(Duration delay) {
        return new Next(delay, Duration.ZERO, false);
    }

    /** The same, but no wake-up makes it due before this time, 0 or more: what comes meanwhile is one round. */
    public Next notBefore(Duration least) {
        return new Next(delay, least, hasWorked);
    }

    /** Null when a wake-up alone makes it due. */
    @Nullable
    Duration delay() {
        return delay;
    }

    /** No round begins before; 0 or more. */
    Duration rest() {
        return rest;
    }

    /** Whether the round did its work, or found that there is none. */
    boolean hasWorked() {
        return hasWorked;
    }
}
