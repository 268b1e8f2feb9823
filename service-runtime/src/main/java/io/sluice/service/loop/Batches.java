package io.sluice.service.loop;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.service.database.Outage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Gathers what comes for a moment and writes all of it at once; each waits for that write, and its answer is what the
 * database said. One write is under way at a time. What comes meanwhile waits for the next, up to a bound; past it, it is
 * refused at once. An item that can't be written fails alone, not with those that came with it; while the database is away all
 * of them fail.
 *
 * @param <I> what is written
 * @param <O> what becomes of it
 */
public final class Batches<I, O> {
    private static final Logger LOG = Logger.getLogger(Batches.class);

    private final Vertx vertx;
    private final Limits limits;
    private final Function<I, ?> key;
    private final ToIntFunction<I> weight;
    private final Function<List<I>, Uni<List<O>>> write;

    // Guarded by this, as all below.
    private final Deque<Waiting<I, O>> queue = new ArrayDeque<>();
    private long pendingWeight;
    // A write is under way, or its timer is set.
    private boolean busy;

    /**
     * @param what is written, for the log, such as {@code renewals}
     * @param gather how long the first waits for others
     * @param maxBatchWeight that is written at once; one item may pass it
     * @param maxPendingWeight that waits for a write; past it an item is refused
     * @param timeout of a write
     */
    public record Limits(String what, Duration gather, int maxBatchWeight, long maxPendingWeight, Duration timeout) {}

    /**
     * @param key at most one item of a key is in a batch; those that follow wait for the next
     * @param weight of an item, 1 or more
     * @param write answers one outcome for each item, in their order
     */
    public Batches(
            Vertx vertx,
            Limits limits,
            Function<I, ?> key,
            ToIntFunction<I> weight,
            Function<List<I>, Uni<List<O>>> write) {
        this.vertx = vertx;
        this.limits = limits;
        this.key = key;
        this.weight = weight;
        this.write = write;
    }

    private record Waiting<I, O>(I item, UniEmitter<? super O> emitter) {}

    /** Writes the item with the next batch. */
    public Uni<O> write(I item) {
        return Uni.createFrom().emitter(emitter -> {
            if (!enqueue(new Waiting<>(item, emitter))) {
                emitter.fail(ProblemException.of(
                        ProblemType.UPSTREAM_UNAVAILABLE,
                        "too many " + limits.what() + " wait for the database here: ask another replica, or again"));
            }
        });
    }

    private synchronized boolean enqueue(Waiting<I, O> waiting) {
        int more = weight.applyAsInt(waiting.item());
        if (!queue.isEmpty() && pendingWeight + more > limits.maxPendingWeight()) {
            return false;
        }
        queue.add(waiting);
        pendingWeight += more;
        if (!busy) {
            busy = true;
            flushAfter(limits.gather());
        }
        return true;
    }

    private void flushAfter(Duration pause) {
        vertx.setTimer(Math.max(1, pause.toMillis()), timer -> flush());
    }

    private void flush() {
        List<Waiting<I, O>> batch = take();
        writeAll(batch)
                .subscribe()
                .with(
                        outcomes -> {
                            next();
                            answer(batch, outcomes);
                        },
                        failure -> failed(batch, failure));
    }

    private Uni<List<O>> writeAll(List<Waiting<I, O>> batch) {
        return Uni.createFrom()
                .deferred(() -> write.apply(batch.stream().map(Waiting::item).toList()))
                .ifNoItem()
                .after(limits.timeout())
                .fail();
    }

    private synchronized List<Waiting<I, O>> take() {
        List<Waiting<I, O>> batch = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        long taken = 0;
        for (Iterator<Waiting<I, O>> waiting = queue.iterator(); waiting.hasNext(); ) {
            Waiting<I, O> next = waiting.next();
            int more = weight.applyAsInt(next.item());
            if (!batch.isEmpty() && taken + more > limits.maxBatchWeight()) {
                break;
            }
            if (keys.add(key.apply(next.item()))) {
                batch.add(next);
                taken += more;
                waiting.remove();
            }
        }
        pendingWeight -= taken;
        return batch;
    }

    private void failed(List<Waiting<I, O>> batch, Throwable failure) {
        if (batch.size() > 1 && !Outage.isOne(failure)) {
            LOG.warnf(
                    "%d %s could not be written together and are one by one: %s", batch.size(), limits.what(), failure);
            Multi.createFrom()
                    .iterable(batch)
                    .onItem()
                    .transformToUniAndConcatenate(this::writeAlone)
                    .subscribe()
                    .with(written -> {}, fault -> next(), this::next);
        } else {
            LOG.warnf("%d %s could not be written, and come again: %s", batch.size(), limits.what(), failure);
            next();
            batch.forEach(waiting -> waiting.emitter().fail(failure));
        }
    }

    private Uni<Void> writeAlone(Waiting<I, O> waiting) {
        return writeAll(List.of(waiting))
                .invoke(outcomes -> waiting.emitter().complete(outcomes.get(0)))
                .onFailure()
                .invoke(failure -> waiting.emitter().fail(failure))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private void answer(List<Waiting<I, O>> batch, List<O> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).emitter().complete(outcomes.get(i));
        }
    }

    /** The batch is over: what came meanwhile has waited long enough. */
    private synchronized void next() {
        if (queue.isEmpty()) {
            busy = false;
        } else {
            flushAfter(Duration.ZERO);
        }
    }
}
