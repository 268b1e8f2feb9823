package io.sluice.dispatch.reports;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.logs.LogStores;

/** Reports for the tests of other features. */
public final class ReportsOf {
    private ReportsOf() {}

    public static Reports database(
            DispatchDatabase database,
            EndStore endStore,
            TaskEvents events,
            AttemptsConfig config,
            MeterRegistry metrics) {
        return new Reports(
                database.vertx(),
                new ReportWriter(database.pool(), new ReportStore(events), LogStores.withLimit(10 << 20), endStore),
                config,
                metrics);
    }
}
