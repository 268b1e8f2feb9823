package io.sluice.service.loop;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Where a loop waits: Vert.x, or a test's own time. */
interface Timers {
    /**
     * Runs the action after this time, on an event loop.
     *
     * @param delay 0 or more; 0 is as soon as the event loop is free
     * @return what ends the waiting; it does nothing once the action runs
     */
    Runnable after(Duration delay, Runnable action);

    static Timers of(Vertx vertx) {
        return (delay, action) -> {
            if (delay.isZero()) {
                vertx.runOnContext(ignored -> action.run());
                return () -> {};
            }
            long timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> action.run());
            return () -> vertx.cancelTimer(timer);
        };
    }
}
