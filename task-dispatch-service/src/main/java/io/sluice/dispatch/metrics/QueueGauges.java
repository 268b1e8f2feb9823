package io.sluice.dispatch.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.dispatch.metrics.QueueGaugesStore.Counted;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The queue and the nodes in numbers. Counted in the background, so that a scrape costs nothing; while the database can't
 * be read they stay as they were. Each replica shows the same: a dashboard takes the greatest, not the sum.
 */
@Singleton
class QueueGauges {
    private static final Logger LOG = Logger.getLogger(QueueGauges.class);

    private final Pool pool;
    private final QueueGaugesStore store;
    private volatile Counted counted = new Counted(0, 0, 0, 0);

    QueueGauges(Pool pool, QueueGaugesStore store, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        gauge(metrics, "sluice.dispatch.tasks.queued", "Tasks that wait", null, Counted::queued);
        gauge(metrics, "sluice.dispatch.attempts.live", "Attempts that have not ended", null, Counted::live);
        gauge(
                metrics,
                "sluice.dispatch.queue.oldest",
                "How long the oldest of the waiting tasks waits",
                "seconds",
                Counted::oldestSeconds);
        gauge(metrics, "sluice.dispatch.nodes.attached", "Nodes whose lease holds", null, Counted::attached);
    }

    @Scheduled(identity = "queue-gauges", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return store.count(pool)
                .invoke(numbers -> counted = numbers)
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("the queue was not counted: %s", failure.getMessage());
                    return null;
                });
    }

    private void gauge(
            MeterRegistry metrics,
            String name,
            String description,
            @Nullable String unit,
            ToLongFunction<Counted> number) {
        Gauge.builder(name, this, gauges -> number.applyAsLong(gauges.counted))
                .description(description)
                .baseUnit(unit)
                .register(metrics);
    }
}
