package io.sluice.service.loop;

import io.sluice.service.time.Backoff;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does rounds of some work from {@link #start} to {@link #stop}, one at a time in this process. A round says when the next is
 * due; {@link #wake} makes it due sooner. A wake-up during a round is another round after it, so that nothing is missed that
 * came too late to be seen. A round that fails is repeated after a pause, whoever wakes it meanwhile.
 *
 * <p>Other replicas do their own rounds; that two do the same is for the work to prevent. A round under way when the loop is
 * stopped goes on to its end, and is the last.
 */
public final class Loop {
    private final Timers timers;
    private final Pace pace;
    private final RepeatedFailure failure;
    private final Supplier<Uni<Next>> round;

    // Guarded by this, as all below.
    private State state = State.STOPPED;
    private boolean wokenMeanwhile;
    /** While waiting: a wake-up would not make it sooner. */
    private boolean dueOnWaking;

    private Runnable cancelTimer = () -> {};
    /** Of the timer or round that counts. What an older one says changes nothing. */
    private int generation;

    private enum State {
        /** Nothing happens before {@link #start}. */
        STOPPED,
        /** Until the timer, a wake-up or the stop. */
        WAITING,
        /** Until the timer or the stop; a wake-up counts then. */
        RESTING,
        /** Until the round's end. */
        RUNNING,
        /** Until the timer or the stop: the last round has failed, or left its work to another replica. */
        PAUSED
    }

    /**
     * How fast it goes.
     *
     * @param wakeDelay from a wake-up to its round, 0 or more: what comes within it is one round. After a round that was woken
     *     meanwhile too
     * @param timeout a round that takes longer has failed, and the next may run beside what is left of it
     * @param retryPause after so many failures in a row
     */
    public record Pace(Duration wakeDelay, Duration timeout, IntFunction<Duration> retryPause) {
        /** With pauses that grow from 100 ms to 5 s. */
        public static Pace of(Duration wakeDelay, Duration timeout) {
            return new Pace(wakeDelay, timeout, Backoff::pause);
        }

        /** With pauses that do not grow. */
        public static Pace withRetryPause(Duration wakeDelay, Duration timeout, Duration retryPause) {
            return new Pace(wakeDelay, timeout, failures -> retryPause);
        }
    }

    /**
     * A loop that is not started.
     *
     * @param failure is told of each round; it writes the log
     * @param round called on an event loop
     */
    public Loop(Vertx vertx, Pace pace, RepeatedFailure failure, Supplier<Uni<Next>> round) {
        this(Timers.of(vertx), pace, failure, round);
    }

    Loop(Timers timers, Pace pace, RepeatedFailure failure, Supplier<Uni<Next>> round) {
        this.timers = timers;
        this.pace = pace;
        this.failure = failure;
        this.round = round;
    }

    /** The first round is due as if it was woken. Does nothing when it is started already. */
    public synchronized void start() {
        if (state == State.STOPPED) {
            generation++;
            schedule(pace.wakeDelay());
        }
    }

    /** No round begins any more, and a failure of the last is not told. */
    public synchronized void stop() {
        state = State.STOPPED;
        generation++;
        cancelTimer.run();
    }

    /** There may be something to do. Returns at once; costs nothing when a round is due for it already. */
    public synchronized void wake() {
        switch (state) {
            case STOPPED, PAUSED -> {}
            case RUNNING, RESTING -> wokenMeanwhile = true;
            case WAITING -> {
                if (!dueOnWaking) {
                    // The round that is due anyway may still be the sooner one.
                    dueOnWaking = true;
                    Runnable cancelDue = cancelTimer;
                    Runnable cancelWoken = runAfter(pace.wakeDelay());
                    cancelTimer = () -> {
                        cancelDue.run();
                        cancelWoken.run();
                    };
                }
            }
        }
    }

    /** The monitor is held. Null when only a wake-up makes a round due. */
    private void schedule(@Nullable Duration delay) {
        state = State.WAITING;
        dueOnWaking = delay != null && delay.compareTo(pace.wakeDelay()) <= 0;
        cancelTimer = delay == null ? () -> {} : runAfter(delay);
    }

    /** The monitor is held. */
    private void pause(Duration delay) {
        state = State.PAUSED;
        cancelTimer = runAfter(delay);
    }

    private Runnable runAfter(Duration delay) {
        int scheduled = generation;
        return timers.after(delay, () -> run(scheduled));
    }

    private void run(int scheduled) {
        int running;
        synchronized (this) {
            if (scheduled != generation) {
                return;
            }
            cancelTimer.run();
            running = ++generation;
            state = State.RUNNING;
            wokenMeanwhile = false;
        }
        Uni.createFrom()
                .deferred(round::get)
                .ifNoItem()
                .after(pace.timeout())
                .fail()
                .subscribe()
                .with(next -> worked(running, next), fault -> failed(running, fault));
    }

    private synchronized void worked(int of, Next next) {
        if (of != generation) {
            return;
        }
        Duration delay = next.delay();
        if (delay != null && !next.hasWorked()) {
            pause(delay);
            return;
        }
        failure.worked();
        if (!next.rest().isZero()) {
            state = State.RESTING;
            cancelTimer = timers.after(next.rest(), () -> rested(of, next));
            return;
        }
        boolean isSooner = delay == null || pace.wakeDelay().compareTo(delay) < 0;
        schedule(wokenMeanwhile && isSooner ? pace.wakeDelay() : delay);
    }

    private synchronized void rested(int of, Next next) {
        if (of != generation) {
            return;
        }
        Duration delay = next.delay();
        if (wokenMeanwhile) {
            schedule(Duration.ZERO);
        } else {
            schedule(delay == null ? null : delay.minus(next.rest()));
        }
    }

    private synchronized void failed(int of, Throwable fault) {
        if (of != generation) {
            return;
        }
        failure.failed(fault);
        pause(pace.retryPause().apply(failure.tries()));
    }
}
