package io.sluice.dispatch.waiting;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.test.MutableClock;
import java.time.Duration;

/** Reasons for tests of other features, by a lease of 20 s and read once. */
public final class WaitReasonsOf {
    private WaitReasonsOf() {}

    public static WaitReasons database(DispatchDatabase database) {
        return new WaitReasons(
                database.pool(), new FleetStore(Duration.ofSeconds(20)), MutableClock.at("2026-03-01T12:00:00Z"));
    }
}
