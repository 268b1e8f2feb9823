package io.sluice.dispatch.attempts;

import io.sluice.dispatch.DispatchDatabase;

/** Losses for the tests of other features. */
public final class LossesOf {
    private LossesOf() {}

    public static Losses database(DispatchDatabase database) {
        return new AttemptsUnderTest(database).losses;
    }
}
