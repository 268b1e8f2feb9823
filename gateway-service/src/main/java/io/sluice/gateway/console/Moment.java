package io.sluice.gateway.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment as a page tells it: in UTC. The page's script puts it into the zone of whoever reads it, and leaves UTC to those who
 * point at it.
 *
 * @param at the moment
 * @param now when the page was asked for, by this gateway's clock
 */
record Moment(Instant at, Instant now) {
    /** Nothing where there is no moment. */
    static @Nullable Moment of(@Nullable Instant at, Instant now) {
        return at == null ? null : new Moment(at, now);
    }

    /** For the script, as RFC 3339 has it. */
    public String iso() {
        return at.toString();
    }

    /** Such as {@code 2026-11-27 10:00:00Z}. */
    public String exactly() {
        return Ago.exactly(at);
    }

    /** Such as {@code 3 s ago}. */
    public String ago() {
        return Ago.text(at, now);
    }
}
