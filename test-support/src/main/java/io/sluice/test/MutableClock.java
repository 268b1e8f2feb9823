package io.sluice.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Safe to move and to read from several threads. */
public final class MutableClock extends Clock {
    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private MutableClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** Stands at this moment, in UTC. */
    public static MutableClock at(Instant moment) {
        return new MutableClock(new AtomicReference<>(moment), ZoneOffset.UTC);
    }

    /** Stands at this moment, such as {@code 2026-11-23T10:00:00Z}. */
    public static MutableClock at(String moment) {
        return at(Instant.parse(moment));
    }

    /** Moves on, or back when negative, and answers the new moment. */
    public Instant advance(Duration step) {
        return now.updateAndGet(moment -> moment.plus(step));
    }

    /** Jumps to this moment. */
    public void set(Instant moment) {
        now.set(moment);
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock seen from another zone: moving one moves both. */
    @Override
    public MutableClock withZone(ZoneId other) {
        return new MutableClock(now, other);
    }
}
