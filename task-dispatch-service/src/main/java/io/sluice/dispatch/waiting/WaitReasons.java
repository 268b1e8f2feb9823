package io.sluice.dispatch.waiting;

import io.sluice.contracts.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells why queued tasks wait, as of at most a second ago: the fleet is read once for all who ask meanwhile. */
@Singleton
public class WaitReasons {
    private static final Duration OLDEST = Duration.ofSeconds(1);

    private final Pool pool;
    private final FleetStore store;
    private final Clock clock;
    private final AtomicReference<@Nullable FleetSnapshot> last = new AtomicReference<>();

    WaitReasons(Pool pool, FleetStore store, Clock clock) {
        this.pool = pool;
        this.store = store;
        this.clock = clock;
    }

    private record FleetSnapshot(Instant at, Uni<Fleet> fleet) {}

    /**
     * A function from what a task needs to what it waits for. On a connection that is held already the fleet is read
     * there: if those who hold one waited for another, the pool could run dry and all of them wait for ever.
     */
    public Uni<Function<Needs, Reason>> current(SqlClient client) {
        Uni<Fleet> reading = client instanceof SqlConnection ? store.read(client) : fleet();
        return reading.map(
                fleet -> needs -> WaitReasonPolicy.explain(fleet, needs).toReason());
    }

    /** As of at most a second ago. */
    Uni<Fleet> fleet() {
        Instant now = clock.instant();
        FleetSnapshot reading = last.get();
        if (reading == null || Duration.between(reading.at(), now).abs().compareTo(OLDEST) > 0) {
            reading = new FleetSnapshot(now, store.read(pool).memoize().indefinitely());
            last.set(reading);
        }
        return reading.fleet();
    }
}
