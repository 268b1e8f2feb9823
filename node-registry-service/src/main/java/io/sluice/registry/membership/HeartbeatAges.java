package io.sluice.registry.membership;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.sluice.registry.membership.HeartbeatAgeStore.Ages;
import io.sluice.service.metrics.PoolLabels;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * How long ago the nodes of each pool were heard of, in numbers. Counted in the background, so that a scrape costs nothing;
 * while the database can't be read they stay as they were. Each replica shows the same: a dashboard takes the greatest.
 */
@Singleton
class HeartbeatAges {
    private static final Logger LOG = Logger.getLogger(HeartbeatAges.class);

    private final Pool pool;
    private final HeartbeatAgeStore store;
    private final MultiGauge oldest;
    private final MultiGauge nodes;

    HeartbeatAges(Pool pool, HeartbeatAgeStore store, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.oldest = MultiGauge.builder("sluice.registry.heartbeat.age.max")
                .description(
                        "How long the most silent node of the pool was not heard of, without those that said goodbye")
                .baseUnit("seconds")
                .register(metrics);
        this.nodes = MultiGauge.builder("sluice.registry.heartbeat.age.nodes")
                .description("Nodes of the pool heard of within le seconds, without those that said goodbye")
                .register(metrics);
    }

    @Scheduled(identity = "heartbeat-ages", every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return store.ages(pool).invoke(this::show).replaceWithVoid().onFailure().recoverWithItem(failure -> {
            LOG.debugf("the heartbeats' ages were not read: %s", failure.getMessage());
            return null;
        });
    }

    private void show(List<Ages> ages) {
        List<Ages> largest = new ArrayList<>(ages);
        largest.sort(Comparator.comparingLong((Ages one) -> -one.nodes()).thenComparing(Ages::pool));
        Map<String, Ages> byPool = PoolLabels.bounded(largest, Ages::pool, Ages::plus, PoolLabels.MAX_POOLS);
        List<Row<?>> oldestRows = new ArrayList<>(byPool.size());
        List<Row<?>> nodeRows = new ArrayList<>();
        byPool.forEach((name, one) -> {
            oldestRows.add(Row.of(Tags.of("pool", name), one.oldestSeconds()));
            for (int i = 0; i < one.within().size(); i++) {
                nodeRows.add(
                        Row.of(Tags.of("pool", name, "le", le(i)), one.within().get(i)));
            }
        });
        oldest.register(oldestRows, true);
        nodes.register(nodeRows, true);
    }

    private static String le(int bucket) {
        return bucket < HeartbeatAgeStore.BUCKETS.size()
                ? HeartbeatAgeStore.BUCKETS.get(bucket).toString()
                : "+Inf";
    }
}
