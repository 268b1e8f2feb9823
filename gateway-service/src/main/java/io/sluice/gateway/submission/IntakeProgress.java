package io.sluice.gateway.submission;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Waits until dispatch has stored all that is written at the time of asking. Whoever waits shares the questions to Kafka:
 * a round of two at a time, however many wait, and none when nobody does.
 */
@Singleton
class IntakeProgress {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Supplier<Uni<IntakePosition>> written;
    private final Supplier<Uni<IntakePosition>> stored;

    // Guarded by this: came since the round began, which may have read the ends before they came.
    private List<Waiter> newcomers = new ArrayList<>();
    // Guarded by this: know the end that they wait for.
    private List<Waiter> waiting = new ArrayList<>();
    // Guarded by this: a round is under way or due.
    private boolean busy;

    @Inject
    IntakeProgress(IntakeOffsets offsets) {
        this(offsets::written, offsets::stored);
    }

    IntakeProgress(Supplier<Uni<IntakePosition>> written, Supplier<Uni<IntakePosition>> stored) {
        this.written = written;
        this.stored = stored;
    }

    /** Fields are guarded by the enclosing instance. */
    private static final class Waiter {
        private final UniEmitter<? super Void> emitter;
        private IntakePosition end = new IntakePosition(Map.of());
        private boolean gone;

        Waiter(UniEmitter<? super Void> emitter) {
            this.emitter = emitter;
        }
    }

    /** Completes once intake has passed the end; fails when Kafka can't tell. Sets no limit to the time it takes. */
    Uni<Void> caughtUp() {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(emitter);
            emitter.onTermination(() -> forget(waiter));
            if (joins(waiter)) {
                round();
            }
        });
    }

    /** Whether whoever comes has to begin the round. */
    private synchronized boolean joins(Waiter waiter) {
        newcomers.add(waiter);
        boolean first = !busy;
        busy = true;
        return first;
    }

    private synchronized void forget(Waiter waiter) {
        waiter.gone = true;
        newcomers.remove(waiter);
        waiting.remove(waiter);
    }

    private void round() {
        settle().chain(stored::get).subscribe().with(this::release, this::fail);
    }

    /** Gives newcomers the end that they wait for. */
    private Uni<Void> settle() {
        List<Waiter> came = takeNewcomers();
        if (came.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return written.get()
                .onItem()
                .invoke(end -> await(came, end))
                .onFailure()
                .invoke(failure -> came.forEach(waiter -> waiter.emitter.fail(failure)))
                .replaceWithVoid();
    }

    private synchronized List<Waiter> takeNewcomers() {
        List<Waiter> came = newcomers;
        newcomers = new ArrayList<>();
        return came;
    }

    private synchronized void await(List<Waiter> came, IntakePosition end) {
        for (Waiter waiter : came) {
            if (!waiter.gone) {
                waiter.end = end;
                waiting.add(waiter);
            }
        }
    }

    private void release(IntakePosition reached) {
        takeReleased(reached).forEach(waiter -> waiter.emitter.complete(null));
        next();
    }

    private synchronized List<Waiter> takeReleased(IntakePosition reached) {
        List<Waiter> released = waiting.stream()
                .filter(waiter -> reached.hasReached(waiter.end))
                .toList();
        waiting.removeAll(released);
        return released;
    }

    private void fail(Throwable failure) {
        takeWaiting().forEach(waiter -> waiter.emitter.fail(failure));
        next();
    }

    private synchronized List<Waiter> takeWaiting() {
        List<Waiter> failed = waiting;
        waiting = new ArrayList<>();
        return failed;
    }

    private void next() {
        if (isOver()) {
            return;
        }
        Uni.createFrom().voidItem().onItem().delayIt().by(PAUSE).subscribe().with(now -> round());
    }

    private synchronized boolean isOver() {
        busy = !newcomers.isEmpty() || !waiting.isEmpty();
        return !busy;
    }
}
