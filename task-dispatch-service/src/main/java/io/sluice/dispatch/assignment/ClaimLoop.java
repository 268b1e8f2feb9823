package io.sluice.dispatch.assignment;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.dispatch.assignment.Claims.Outcome;
import io.sluice.dispatch.waiting.WaitPeriods;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.loop.Loop;
import io.sluice.service.loop.Next;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Claims when it is woken, until nothing more can be assigned; one claim at a time in this process. Wake-ups that come
 * meanwhile are one more claim afterwards. Looks by itself every 5 s, so that what another replica queued, or freed, is
 * assigned here when that one does not come to it; an idle queue costs one short statement then.
 */
@Singleton
class ClaimLoop {
    private static final Duration MAX_IDLE = Duration.ofSeconds(5);

    /** A claim that takes longer is given up and done again; its transaction may still come to its end, which does no harm. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(ClaimLoop.class);

    private final Claims claims;
    private final Wake wake;
    private final WaitPeriods periods;
    private final Timer durations;
    private final Loop loop;

    ClaimLoop(Vertx vertx, Claims claims, Wake wake, WaitPeriods periods, MeterRegistry metrics) {
        this.claims = claims;
        this.wake = wake;
        this.periods = periods;
        this.durations = Timer.builder("sluice.dispatch.claim.duration")
                .description("Time that one claim took")
                .register(metrics);
        RepeatedFailure failure = new RepeatedFailure(LOG, "assigning tasks fails", "assigning tasks works again");
        this.loop = new Loop(vertx, Loop.Pace.of(Duration.ZERO, CLAIM_TIMEOUT), failure, this::claim);
    }

    void start(@Observes StartupEvent event) {
        wake.onQueue(loop::wake);
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    private Uni<Next> claim() {
        Timer.Sample sample = Timer.start();
        return claims.claim()
                .onTermination()
                .invoke(() -> sample.stop(durations))
                .map(this::next);
    }

    private Next next(Outcome outcome) {
        return switch (outcome) {
            case ASSIGNED -> Next.now();
            case NOTHING_FREE -> {
                periods.record().subscribe().with(recorded -> {}, failure -> LOG.debugf("not recorded: %s", failure));
                yield Next.after(MAX_IDLE);
            }
            case ASSIGNED_ALL, NOTHING_QUEUED -> Next.after(MAX_IDLE);
        };
    }
}
