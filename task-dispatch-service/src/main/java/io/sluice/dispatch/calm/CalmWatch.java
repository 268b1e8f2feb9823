package io.sluice.dispatch.calm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.contracts.task.Calm;
import io.sluice.contracts.task.CalmCause;
import io.sluice.dispatch.calm.CalmPolicy.State;
import io.sluice.dispatch.settings.DispatchConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says whether losses are held back. All replicas say the same: each look reads the state, decides, and writes the state
 * if nobody has written since, else looks again. No look holds a lock when it is done, or while this process is frozen.
 */
@Singleton
public class CalmWatch {
    /** A pulse that takes longer is given up; the next one asks on another connection. */
    private static final Duration PULSE_TIMEOUT = Duration.ofSeconds(5);

    /** Each but one of the replicas that look at the same time looks again. */
    private static final int MAX_LOOKS = 50;

    private static final Logger LOG = Logger.getLogger(CalmWatch.class);

    private final Pool pool;
    private final CalmStore store;
    private final CalmLimits limits;
    private final MeterRegistry metrics;
    private volatile @Nullable CalmCause shown;

    CalmWatch(Pool pool, CalmStore store, CalmConfig config, DispatchConfig dispatch, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.limits = CalmLimits.of(config, dispatch);
        this.metrics = metrics;
        for (CalmCause cause : CalmCause.values()) {
            Gauge.builder("sluice.dispatch.calm", this, watch -> watch.shown == cause ? 1 : 0)
                    .description(
                            "1 while nothing is declared lost, since most nodes seem lost or the database was away")
                    .tag("cause", cause.name())
                    .register(metrics);
            begins(cause);
        }
    }

    /**
     * What was decided, and when.
     *
     * @param now by the database's clock: whoever declares losses by this decision declares those of this moment, however
     *     much later it does so
     * @param held whether a silent node is not to be declared lost
     */
    public record Moment(Instant now, boolean held) {}

    /** Decides anew, and tells the other replicas by it that the database works. Fails when the database does not. */
    public Uni<Moment> look() {
        return look(1);
    }

    /** Why nothing is declared lost at present; empty while losses are declared as ever. */
    public Uni<Optional<Calm>> shown() {
        return store.delay(pool).map(delay -> delay.map(LossDelay::toCalm));
    }

    @Scheduled(identity = "calm-pulse", every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> pulse() {
        return look().ifNoItem()
                .after(PULSE_TIMEOUT)
                .fail()
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("no pulse: %s", failure);
                    return null;
                });
    }

    private Uni<Moment> look(int times) {
        return store.read(pool).chain(seen -> {
            State next = CalmPolicy.next(seen.state(), seen.facts(), limits);
            return store.write(pool, seen.version(), next).chain(written -> {
                if (written) {
                    Instant now = seen.facts().now();
                    tell(seen.state().delay(), next.delay(), now);
                    return Uni.createFrom().item(new Moment(now, next.delay() != null));
                }
                return times < MAX_LOOKS
                        ? look(times + 1)
                        : Uni.createFrom().failure(new IllegalStateException("other replicas were faster each time"));
            });
        });
    }

    /** Registered at start, so that it is there to compare with before the first. */
    private Counter begins(CalmCause cause) {
        return Counter.builder("sluice.dispatch.calm.begins")
                .description("How often this replica has begun to hold losses back")
                .tag("cause", cause.name())
                .register(metrics);
    }

    /** Only the replica that has written a change tells it. */
    private void tell(@Nullable LossDelay before, @Nullable LossDelay after, Instant now) {
        CalmCause was = before == null ? null : before.cause();
        CalmCause is = after == null ? null : after.cause();
        shown = is;
        if (after != null && is != was) {
            begins(after.cause()).increment();
            LOG.warnf(
                    "calm: %s→ %s, no silent node is declared lost until %s: %s %s",
                    was == null ? "" : was + " ",
                    is,
                    after.until().truncatedTo(ChronoUnit.SECONDS),
                    after.what(),
                    remedy(after.cause()));
        }
        if (before != null && after == null) {
            LOG.infof(
                    "calm: %s → over after %d s%s; a node that is still silent is lost when its guarantee says so",
                    was,
                    Duration.between(before.since(), now).toSeconds(),
                    now.isBefore(before.atMost()) ? "" : ", the longest that it may last");
        }
    }

    private static String remedy(CalmCause cause) {
        return switch (cause) {
            case MASS_LOSS ->
                "Look at what lies between them and task-dispatch first: network, proxies, gateways, certificates.";
            case DATABASE_AWAY ->
                "Look at the database, and whether all replicas of task-dispatch were restarted at once.";
        };
    }
}
