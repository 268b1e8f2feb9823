package io.sluice.service.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a {@link Loop} does its next round, unless it is woken before. Said by a round that did not fail. */
public final class Next {
    private final @Nullable Duration delay;
    private final boolean hasWorked;

    private Next(@Nullable Duration delay, boolean hasWorked) {
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("a round can't be due in the past: " + delay);
        }
        this.delay = delay;
        this.hasWorked = hasWorked;
    }

    /** At once. */
    public static Next now() {
        return after(Duration.ZERO);
    }

    /** After this time, 0 or more. */
    public static Next after(Duration delay) {
        return new Next(delay, true);
    }

    /** Not before {@link Loop#wake}. */
    public static Next whenWoken() {
        return new Next(null, true);
    }

    /**
     * Another replica does the work, so it is not known whether it would work here: another look after this time, whoever
     * wakes the loop meanwhile, since that would find the other at work once more.
     */
    public static Next leftToAnother(Duration delay) {
        return new Next(delay, false);
    }

    /** Null when a wake-up alone makes it due. */
    @Nullable
    Duration delay() {
        return delay;
    }

    /** Whether the round did its work, or found that there is none. */
    boolean hasWorked() {
        return hasWorked;
    }
}
