package io.sluice.dispatch.consumers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.service.database.Outage;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does one kind of work again until it is done. What is retried must not mind being done twice. For how long it has been
 * failing is the gauge {@code sluice.dispatch.blocked}; it is in the log once a minute too.
 */
public final class Retries {
    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final double JITTER = 0.5;

    private final RepeatedFailure failure;

    /**
     * @param what for the log, such as {@code storing tasks}
     * @param tag of the gauge, such as {@code tasks}
     */
    public Retries(Logger log, String what, String tag, MeterRegistry metrics) {
        this.failure = new RepeatedFailure(log, what + " fails", what + " works again");
        Gauge.builder("sluice.dispatch.blocked", failure, RepeatedFailure::seconds)
                .description("For how long this work has been failing; 0 while it works")
                .baseUnit("seconds")
                .tag("work", tag)
                .strongReference(true)
                .register(metrics);
    }

    /**
     * The outcome of the first try that does not fail. Pauses grow from 100 ms to 5 s.
     *
     * @param hopeless failures that another try would meet again; they are passed on at once
     */
    public <T> Uni<T> untilDone(Supplier<Uni<? extends T>> work, Predicate<? super Throwable> hopeless) {
        return Uni.createFrom()
                .<T>deferred(work)
                .onFailure(fault -> !hopeless.test(fault))
                .invoke(failure::failed)
                .onFailure(fault -> !hopeless.test(fault))
                .retry()
                .withBackOff(MIN_PAUSE, MAX_PAUSE)
                .withJitter(JITTER)
                .indefinitely()
                .onItemOrFailure()
                .invoke((item, passedOn) -> failure.worked());
    }

    /**
     * Writes one thing that may be to blame itself. It is only when it fails twice, neither time for an outage, and something
     * known to be good goes the same way between the two. As long as that fails too, the fault is the database's or ours, and
     * all of it is tried again.
     *
     * @param knownGood writes something of the same kind to the same places, and leaves nothing behind
     * @param blamed the outcome then, of what was said the second time
     */
    public <T> Uni<T> untilDoneOrToBlame(
            Supplier<Uni<T>> work, Supplier<Uni<Void>> knownGood, Function<Throwable, T> blamed) {
        return untilDone(
                () -> once(work)
                        .onFailure(Retries::mayBeOfContent)
                        .recoverWithUni(first -> knownGood
                                .get()
                                .chain(() -> once(work)
                                        .onFailure(Retries::mayBeOfContent)
                                        .recoverWithItem(blamed))),
                fault -> false);
    }

    /** Whether what is written may be at fault; if not, another try may meet better times. */
    public static boolean mayBeOfContent(Throwable failure) {
        return !Outage.isOne(failure);
    }

    private static <T> Uni<T> once(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(work::get);
    }
}
