package io.sluice.dispatch.waiting;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.MutableClock;
import java.time.Duration;

/** The record of waits of a database under test, for tests of other features. */
public final class WaitPassagesOf {
    private WaitPassagesOf() {}

    /** The record, with the default lease. */
    public static WaitPassages database(DispatchDatabase database) {
        return new WaitPassages(
                database.pool(),
                new FleetStore(Duration.ofSeconds(20)),
                new WaitPassageStore(),
                MutableClock.at("2026-03-01T12:00:00Z"));
    }
}
