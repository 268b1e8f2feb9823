package io.sluice.dispatch;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Does something again until it is done. What is retried must not mind being done twice. */
public final class Retrying {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final double JITTER = 0.5;

    private Retrying() {}

    /**
     * The outcome of the first try that does not fail. Pauses grow from 100 ms to 5 s. One WARN tells that it began to
     * fail, one INFO that it was done after all.
     *
     * @param what for the log, such as {@code storing tasks}
     * @param hopeless failures that another try would meet again; they are passed on at once
     */
    public static <T> Uni<T> untilDone(
            Logger log, String what, Supplier<Uni<? extends T>> work, Predicate<? super Throwable> hopeless) {
        AtomicInteger failures = new AtomicInteger();
        return Uni.createFrom()
                .<T>deferred(work)
                .onFailure(failure -> !hopeless.test(failure))
                .invoke(failure -> {
                    if (failures.incrementAndGet() == 1) {
                        log.warnf("%s fails and is tried again until it is done: %s", what, failure);
                    } else {
                        log.debugf(failure, "%s fails, try %d", what, failures.get());
                    }
                })
                .onFailure(failure -> !hopeless.test(failure))
                .retry()
                .withBackOff(SHORTEST_PAUSE, LONGEST_PAUSE)
                .withJitter(JITTER)
                .indefinitely()
                .invoke(() -> {
                    if (failures.get() > 0) {
                        log.infof("%s is done, after %d tries that failed", what, failures.get());
                    }
                });
    }
}
