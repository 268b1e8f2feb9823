package io.sluice.dispatch.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.dispatch.metrics.QueueGaugesStore.Counted;
import io.sluice.service.metrics.PoolLabels;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
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
    private final MultiGauge poolQueued;
    private final MultiGauge poolLive;
    private final MultiGauge poolOldest;
    private final MultiGauge slots;
    private final MultiGauge closedSlots;
    private volatile Counted counted = Counted.NOTHING;

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
        gauge(metrics, "sluice.dispatch.drains", "Nodes with a drain that still hold attempts", null, Counted::drains);
        gauge(
                metrics,
                "sluice.dispatch.drain.oldest",
                "How long ago the oldest drain began on whose node attempts are left",
                "seconds",
                Counted::oldestDrainSeconds);
        this.poolQueued = MultiGauge.builder("sluice.dispatch.pool.queued")
                .description("Tasks that wait for nodes with this label pool; any: for no pool in particular")
                .register(metrics);
        this.poolLive = MultiGauge.builder("sluice.dispatch.pool.live")
                .description("Attempts that have not ended on nodes with this label pool; any: on nodes without it")
                .register(metrics);
        this.poolOldest = MultiGauge.builder("sluice.dispatch.pool.oldest")
                .description("How long the oldest of the tasks that wait for this pool waits")
                .baseUnit("seconds")
                .register(metrics);
        this.closedSlots = MultiGauge.builder("sluice.dispatch.slots.closed")
                .description(
                        "Of the slots of RUNNING nodes with this label pool, those of nodes that have closed themselves")
                .register(metrics);
        this.slots = MultiGauge.builder("sluice.dispatch.slots")
                .description("Task caps of the nodes with this label pool, by what the nodes do")
                .register(metrics);
    }

    @Scheduled(identity = "queue-gauges", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return store.count(pool)
                .invoke(this::show)
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("the queue was not counted: %s", failure.getMessage());
                    return null;
                });
    }

    private void show(Counted numbers) {
        counted = numbers;
        List<PoolPolicy.Pool> all = PoolPolicy.bounded(numbers.pools(), PoolLabels.MAX_POOLS);
        List<PoolPolicy.Pool> pools =
                all.stream().filter(PoolPolicy.Pool::hasTasks).toList();
        poolQueued.register(rows(pools, PoolPolicy.Pool::queued), true);
        poolLive.register(rows(pools, PoolPolicy.Pool::live), true);
        poolOldest.register(rows(pools, PoolPolicy.Pool::oldestSeconds), true);
        slots.register(slotRows(all), true);
        closedSlots.register(
                rows(all.stream().filter(one -> !one.slots().isEmpty()).toList(), PoolPolicy.Pool::closedSlots), true);
    }

    /** All states of each pool that has nodes, so that one that no node is in is told as zero. */
    private static List<MultiGauge.Row<?>> slotRows(List<PoolPolicy.Pool> pools) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (PoolPolicy.Pool one : pools) {
            if (one.slots().isEmpty()) {
                continue;
            }
            for (NodeStatus status : NodeStatus.values()) {
                rows.add(MultiGauge.Row.of(
                        Tags.of("pool", one.name(), "status", status.name()),
                        one.slots().getOrDefault(status, 0L)));
            }
        }
        return rows;
    }

    private static List<MultiGauge.Row<?>> rows(List<PoolPolicy.Pool> pools, ToLongFunction<PoolPolicy.Pool> number) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>(pools.size());
        for (PoolPolicy.Pool one : pools) {
            rows.add(MultiGauge.Row.of(Tags.of("pool", one.name()), number.applyAsLong(one)));
        }
        return rows;
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
