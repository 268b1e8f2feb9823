package io.sluice.dispatch.waiting;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.MutableClock;
import java.time.Duration;

/** The record of waits of a database under test, for tests of other features. */
public final class WaitPeriodsOf {
    private WaitPeriodsOf() {}

    /** The record, with the default lease. */
    public static WaitPeriods database(DispatchDatabase database) {
        return new WaitPeriods(
                database.pool(),
                new FleetStore(Duration.ofSeconds(20)),
                new WaitPeriodStore(),
                MutableClock.at("2026-03-01T12:00:00Z"));
    }
}
