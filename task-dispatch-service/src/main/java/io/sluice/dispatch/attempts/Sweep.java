package io.sluice.dispatch.attempts;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does something again and again: when it is next due, as the last round has said, but no more often than {@link #SOONEST}
 * and no less often than {@link #LATEST}. One round at a time.
 */
final class Sweep {
    static final Duration SOONEST = Duration.ofSeconds(1);
    static final Duration LATEST = Duration.ofSeconds(30);

    /** A round that takes longer is given up: the next one asks on another connection. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);

    private static final Logger LOG = Logger.getLogger(Sweep.class);

    private final Vertx vertx;
    private final String what;
    private final Supplier<Uni<Duration>> round;

    // Guarded by this, as all below.
    private long timer;
    private boolean soon;
    private boolean running;
    private boolean wanted;
    private boolean stopped = true;
    private boolean failing;

    /**
     * @param what is done, for the log, such as {@code looking for lost attempts}
     * @param round answers how long until there may be something to do again
     */
    Sweep(Vertx vertx, String what, Supplier<Uni<Duration>> round) {
        this.vertx = vertx;
        this.what = what;
        this.round = round;
    }

    synchronized void start() {
        stopped = false;
        sleep(SOONEST);
    }

    synchronized void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** Something has changed: the next round comes soon. Costs nothing when that is so already. */
    synchronized void wake() {
        if (running) {
            wanted = true;
        } else if (!stopped && !soon) {
            vertx.cancelTimer(timer);
            sleep(SOONEST);
        }
    }

    private void sleep(Duration length) {
        soon = length.compareTo(SOONEST) <= 0;
        timer = vertx.setTimer(Math.max(1, length.toMillis()), expired -> sweep());
    }

    private void sweep() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            running = true;
            wanted = false;
        }
        Uni.createFrom()
                .<Duration>deferred(round::get)
                .ifNoItem()
                .after(LONGEST_ROUND)
                .fail()
                .subscribe()
                .with(this::done, this::failed);
    }

    private synchronized void done(Duration untilDue) {
        if (failing) {
            LOG.infof("%s works again", what);
            failing = false;
        }
        next(wanted ? SOONEST : bounded(untilDue));
    }

    private synchronized void failed(Throwable failure) {
        if (!failing) {
            LOG.warnf("%s fails, and is tried again every %d s: %s", what, SOONEST.toSeconds(), failure);
            failing = true;
        }
        next(SOONEST);
    }

    private void next(Duration length) {
        running = false;
        if (!stopped) {
            sleep(length);
        }
    }

    private static Duration bounded(Duration untilDue) {
        if (untilDue.compareTo(SOONEST) < 0) {
            return SOONEST;
        }
        return untilDue.compareTo(LATEST) > 0 ? LATEST : untilDue;
    }
}
