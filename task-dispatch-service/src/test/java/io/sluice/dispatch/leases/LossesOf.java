package io.sluice.dispatch.leases;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsUnderTest;
import io.smallrye.mutiny.Uni;

/** Losses for the tests of other features. */
public final class LossesOf {
    private LossesOf() {}

    public static Losses database(DispatchDatabase database) {
        return new AttemptsUnderTest(database).losses;
    }

    /** Ends what is due. */
    public static Uni<Void> sweep(Losses losses) {
        return losses.sweep();
    }
}
