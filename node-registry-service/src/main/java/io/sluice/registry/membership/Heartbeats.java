package io.sluice.registry.membership;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.registry.membership.HeartbeatStore.Beat;
import io.sluice.registry.settings.RegistryConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Gathers heartbeats for a moment and writes all of them in one statement. Each waits for that statement: its answer is
 * the truth of the row, never of this memory.
 *
 * <p>One statement is under way at a time. What comes meanwhile waits for the next, up to a bound; past it a heartbeat is
 * refused at once, and its node asks another replica or again.
 */
@Singleton
class Heartbeats {
    static final int MOST_IN_A_BATCH = 1_000;
    static final int MOST_WAITING = 10_000;

    /** A statement that takes longer is given up: whoever waits for it would sooner ask another replica. */
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(3);

    private static final Logger LOG = Logger.getLogger(Heartbeats.class);

    private final Vertx vertx;
    private final Pool pool;
    private final HeartbeatStore store;
    private final long flushMillis;
    private final DistributionSummary batchSizes;
    private final Timer statements;

    // Guarded by this.
    private final Deque<Waiting> queue = new ArrayDeque<>();
    // Guarded by this: a flush is under way, or its timer is set.
    private boolean busy;

    @Inject
    Heartbeats(Vertx vertx, Pool pool, HeartbeatStore store, RegistryConfig config, MeterRegistry metrics) {
        this(vertx, pool, store, config.heartbeatFlush(), metrics);
    }

    Heartbeats(Vertx vertx, Pool pool, HeartbeatStore store, Duration flush, MeterRegistry metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.store = store;
        this.flushMillis = Math.max(1, flush.toMillis());
        this.batchSizes = DistributionSummary.builder("sluice.registry.heartbeat.batch.size")
                .description("Heartbeats written by one statement")
                .register(metrics);
        this.statements = Timer.builder("sluice.registry.heartbeat.batch.duration")
                .description("Time that one statement with its heartbeats took")
                .register(metrics);
    }

    private record Waiting(Beat beat, UniEmitter<? super HeartbeatOutcome> emitter) {}

    /** Takes a heartbeat with the next batch. Fails when the database does. */
    Uni<HeartbeatOutcome> checkIn(Beat beat) {
        return Uni.createFrom().emitter(emitter -> {
            if (!enqueue(new Waiting(beat, emitter))) {
                emitter.complete(new HeartbeatOutcome.Overloaded());
            }
        });
    }

    private synchronized boolean enqueue(Waiting waiting) {
        if (queue.size() >= MOST_WAITING) {
            return false;
        }
        queue.add(waiting);
        if (!busy) {
            busy = true;
            vertx.setTimer(flushMillis, timer -> flush());
        }
        return true;
    }

    private void flush() {
        List<Waiting> batch = take();
        List<Beat> beats = batch.stream().map(Waiting::beat).toList();
        batchSizes.record(beats.size());
        Timer.Sample sample = Timer.start();
        store.checkIn(pool, beats)
                .ifNoItem()
                .after(LONGEST_STATEMENT)
                .fail()
                .eventually(() -> sample.stop(statements))
                .subscribe()
                .with(outcomes -> answer(batch, outcomes), failure -> fail(batch, failure));
    }

    private synchronized List<Waiting> take() {
        List<Waiting> batch = new ArrayList<>(Math.min(queue.size(), MOST_IN_A_BATCH));
        while (!queue.isEmpty() && batch.size() < MOST_IN_A_BATCH) {
            batch.add(queue.remove());
        }
        return batch;
    }

    private void answer(List<Waiting> batch, List<HeartbeatOutcome> outcomes) {
        next();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).emitter().complete(outcomes.get(i));
        }
    }

    private void fail(List<Waiting> batch, Throwable failure) {
        LOG.warnf("%d heartbeats could not be written and their nodes will ask again: %s", batch.size(), failure);
        next();
        batch.forEach(waiting -> waiting.emitter().fail(failure));
    }

    /** The batch is over: the next flush is due, at once when a whole batch waits already. */
    private synchronized void next() {
        if (queue.isEmpty()) {
            busy = false;
        } else {
            vertx.setTimer(queue.size() >= MOST_IN_A_BATCH ? 1 : flushMillis, timer -> flush());
        }
    }
}
