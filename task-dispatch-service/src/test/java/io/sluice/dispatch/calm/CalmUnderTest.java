package io.sluice.dispatch.calm;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.task.CalmCause;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.settings.DispatchConfig;
import java.time.Duration;

/** One replica's word on losses, on a real database, with the default settings. */
public final class CalmUnderTest {
    /** The defaults. */
    public static final DispatchConfig LEASES =
            new Leases(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofMinutes(10));

    static final CalmConfig CALM =
            new Settings(true, 55, 2, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(5));

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

    private record Leases(Duration lease, Duration lostAfter, Duration reconnectWindow) implements DispatchConfig {}

    record Settings(boolean enabled, int share, int nodes, Duration within, Duration grace, Duration longest)
            implements CalmConfig {}
}
