package io.sluice.dispatch.assignment;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sluice.dispatch.assignment.Claims.Outcome;
import io.sluice.dispatch.waiting.WaitPassages;
import io.sluice.dispatch.wake.Wake;
import io.sluice.service.time.Backoff;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Claims when it is woken, until nothing more can be assigned; one claim at a time in this process. Wake-ups that come
 * meanwhile are one more claim afterwards. Looks by itself every 5 s only while tasks wait, so that a wake-up that got
 * lost delays them no longer; an idle queue costs nothing.
 */
@Singleton
class ClaimLoop {
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(5);

    /** A claim that takes longer is given up and done again; its transaction may still come to its end, which does no harm. */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(30);

    private static final long NO_TIMER = -1;

    private static final Logger LOG = Logger.getLogger(ClaimLoop.class);

    private final Vertx vertx;
    private final Claims claims;
    private final Wake wake;
    private final WaitPassages passages;
    private final Timer durations;

    // Guarded by this.
    private boolean busy;
    private boolean wokenMeanwhile;
    private boolean stopping;
    private int failures;
    private long timer = NO_TIMER;

    ClaimLoop(Vertx vertx, Claims claims, Wake wake, WaitPassages passages, MeterRegistry metrics) {
        this.vertx = vertx;
        this.claims = claims;
        this.wake = wake;
        this.passages = passages;
        this.durations = Timer.builder("sluice.dispatch.claim.duration")
                .description("Time that one claim took")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        wake.onQueue(this::wake);
        wake();
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (this) {
            stopping = true;
            cancelTimer();
        }
    }

    /** Claims soon. */
    void wake() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            if (busy) {
                wokenMeanwhile = true;
                return;
            }
            busy = true;
            cancelTimer();
        }
        vertx.runOnContext(ignored -> claim());
    }

    private void claim() {
        Timer.Sample sample = Timer.start();
        claims.claim()
                .ifNoItem()
                .after(LONGEST_CLAIM)
                .fail()
                .eventually(() -> sample.stop(durations))
                .subscribe()
                .with(this::claimed, this::failed);
    }

    private void claimed(Outcome outcome) {
        boolean again;
        synchronized (this) {
            if (failures > 0) {
                LOG.infof("tasks are assigned again, after %d claims that failed", failures);
                failures = 0;
            }
            again = !stopping && (wokenMeanwhile || outcome == Outcome.ASSIGNED);
            wokenMeanwhile = false;
            busy = again;
            if (!again && !stopping && outcome == Outcome.NOTHING_FREE) {
                timer = vertx.setTimer(LOOKS_EVERY.toMillis(), fired -> wake());
            }
        }
        if (again) {
            vertx.runOnContext(ignored -> claim());
        }
        if (outcome == Outcome.NOTHING_FREE) {
            passages.record().subscribe().with(recorded -> {}, failure -> LOG.debugf("not recorded: %s", failure));
        }
    }

    private void failed(Throwable failure) {
        synchronized (this) {
            failures++;
            wokenMeanwhile = false;
            if (stopping) {
                return;
            }
            if (failures == 1) {
                LOG.warnf("tasks can't be assigned, and it is tried again until they are: %s", failure);
            } else {
                LOG.debugf(failure, "a claim failed, number %d", failures);
            }
            timer = vertx.setTimer(Backoff.pause(failures).toMillis(), fired -> claim());
        }
    }

    /** Called with the monitor held. */
    private void cancelTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
