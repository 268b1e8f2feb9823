package io.sluice.dispatch.leases;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.calm.CalmWatch;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.dispatch.stream.AttachmentsOf;
import io.sluice.dispatch.stream.FrameStore;

/** What keeps and ends leases, for the tests of other features. */
public final class LeasesOf {
    private LeasesOf() {}

    public static Losses losses(
            DispatchDatabase database,
            DispatchConfig config,
            EndStore endStore,
            CalmWatch calm,
            MeterRegistry metrics) {
        return new Losses(database.pool(), new LossStore(config), endStore, calm, metrics);
    }

    public static Renewals renewals(DispatchDatabase database, Losses losses, AttemptsConfig config) {
        return new Renewals(database.vertx(), database.pool(), new RenewalStore(), new FrameStore(), losses, config);
    }

    public static Departures departures(DispatchDatabase database, EndStore endStore) {
        return new Departures(database.pool(), AttachmentsOf.database(database), new DepartureStore(), endStore);
    }
}
