package io.sluice.dispatch.calm;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.task.CalmCause;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.settings.DispatchConfig;
import io.sluice.test.Settings;

/** One replica's word on losses, on a real database, with the default settings. */
public final class CalmUnderTest {
    /** The defaults. */
    public static final DispatchConfig LEASES = Settings.of(DispatchConfig.class);

    static final CalmConfig CALM = Settings.of(CalmConfig.class);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CalmWatch watch;

    public CalmUnderTest(DispatchDatabase database) {
        this.watch = new CalmWatch(database.pool(), new CalmStore(CALM, LEASES), CALM, LEASES, metrics);
    }

    public CalmWatch watch() {
        return watch;
    }

    boolean look() {
        return DispatchDatabase.await(watch.look()).held();
    }

    double begins(CalmCause cause) {
        return metrics.get("sluice.dispatch.calm.begins")
                .tag("cause", cause.name())
                .counter()
                .count();
    }

    double gauge(CalmCause cause) {
        return metrics.get("sluice.dispatch.calm")
                .tag("cause", cause.name())
                .gauge()
                .value();
    }
}
