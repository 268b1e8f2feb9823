package io.sluice.dispatch.waiting;

import io.quarkus.scheduler.Scheduled;
import io.sluice.dispatch.waiting.WaitReasonPolicy.Cause;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * How long which cause held, by selector. What a task waited for is told by the SQL function {@code waited_for(selector_id,
 * submitted_at, clock_timestamp())}: {@code [{code, seconds}]} as jsonb, longest first, or null for nothing on record.
 */
@Singleton
public class WaitPeriods {
    /** What is looked at in one turn. Past it the record has gaps; the queue itself has none. */
    private static final int MAX_SELECTORS = 1_000;

    private static final Duration BETWEEN_TURNS = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(WaitPeriods.class);

    private final Pool pool;
    private final FleetStore fleets;
    private final WaitPeriodStore store;
    private final Clock clock;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.EPOCH);

    WaitPeriods(Pool pool, FleetStore fleets, WaitPeriodStore store, Clock clock) {
        this.pool = pool;
        this.fleets = fleets;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Puts on record what queued tasks wait for now. To be called after a claim that left tasks queued; does nothing when
     * it was called less than a second ago. Never fails: a record that was missed is not worth an error.
     */
    public Uni<Void> record() {
        return Uni.createFrom()
                .deferred(() -> isDue() ? quietly(turn()) : Uni.createFrom().voidItem());
    }

    /** Puts it on record before tasks expire, however short they waited. Never fails. */
    public Uni<Void> recordNow() {
        return quietly(Uni.createFrom().deferred(this::turn));
    }

    /** For causes that change while nothing is claimed, and for the end of the last. */
    @Scheduled(identity = "wait-periods", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return quietly(store.isAnythingToDo(pool)
                .chain(anything -> anything ? turn() : Uni.createFrom().voidItem()));
    }

    private Uni<Void> turn() {
        return store.waiting(pool, MAX_SELECTORS)
                .chain(selectors -> fleets.read(pool).chain(fleet -> store.turn(pool, causes(fleet, selectors))));
    }

    private static Map<Integer, Cause> causes(Fleet fleet, Map<Integer, Needs> selectors) {
        Map<Integer, Cause> causes = new LinkedHashMap<>();
        selectors.forEach((id, needs) -> causes.put(id, WaitReasonPolicy.explain(fleet, needs)));
        return causes;
    }

    private boolean isDue() {
        Instant now = clock.instant();
        Instant before = last.get();
        // A clock that was set back must not stop it.
        return Duration.between(before, now).abs().compareTo(BETWEEN_TURNS) >= 0 && last.compareAndSet(before, now);
    }

    private static Uni<Void> quietly(Uni<Void> work) {
        return work.onFailure().recoverWithItem(failure -> {
            LOG.debugf("what tasks wait for was not put on record: %s", failure.getMessage());
            return null;
        });
    }
}
