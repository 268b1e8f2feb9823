package io.sluice.registry.membership;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.registry.membership.HeartbeatStore.Beat;
import io.sluice.registry.settings.RegistryConfig;
import io.sluice.service.loop.Batches;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Gathers heartbeats for a moment and writes all of them in one statement. Each waits for that statement: its answer is
 * the truth of the row, never of this memory.
 */
@Singleton
class Heartbeats {
    static final int MAX_PENDING = 10_000;
    private static final int MAX_BATCH_SIZE = 1_000;

    /** A statement that takes longer is given up: whoever waits for it would sooner ask another replica. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(3);

    private final Pool pool;
    private final HeartbeatStore store;
    private final DistributionSummary batchSizes;
    private final Timer statements;
    private final Batches<Beat, HeartbeatOutcome> batches;

    @Inject
    Heartbeats(Vertx vertx, Pool pool, HeartbeatStore store, RegistryConfig config, MeterRegistry metrics) {
        this(vertx, pool, store, config.heartbeatFlush(), metrics);
    }

    Heartbeats(Vertx vertx, Pool pool, HeartbeatStore store, Duration flush, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.batchSizes = DistributionSummary.builder("sluice.registry.heartbeat.batch.size")
                .description("Heartbeats written by one statement")
                .register(metrics);
        this.statements = Timer.builder("sluice.registry.heartbeat.batch.duration")
                .description("Time that one statement with its heartbeats took")
                .register(metrics);
        this.batches = new Batches<>(
                vertx,
                new Batches.Limits("heartbeats", flush, MAX_BATCH_SIZE, MAX_PENDING, STATEMENT_TIMEOUT),
                Beat::sender,
                beat -> 1,
                this::write);
    }

    /** Takes a heartbeat with the next batch. Fails when the database does. */
    Uni<HeartbeatOutcome> checkIn(Beat beat) {
        return batches.write(beat).onFailure(ProblemException.class).recoverWithItem(new HeartbeatOutcome.Overloaded());
    }

    private Uni<List<HeartbeatOutcome>> write(List<Beat> beats) {
        batchSizes.record(beats.size());
        Timer.Sample sample = Timer.start();
        return pool.withConnection(connection -> store.checkIn(connection, beats))
                .onTermination()
                .invoke(() -> sample.stop(statements));
    }
}
