package io.sluice.registry.membership;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.audit.NodeChange;
import io.sluice.registry.events.NodeEvents;
import io.sluice.registry.membership.PresenceStore.Fleet;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.settings.RegistryConfig;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Puts each change to OFFLINE on record once, and each return; so too when a node closes itself, and when it opens. Safe on all replicas at once. Whether a node is OFFLINE
 * is told by its row at any moment; this only writes it down.
 */
@Singleton
class PresenceSweeper {
    private static final int MAX_PER_TRANSACTION = 500;

    private static final Logger LOG = Logger.getLogger(PresenceSweeper.class);

    private final Pool pool;
    private final PresenceStore store;
    private final NodeEvents events;
    private final QuietPeriod quiet;
    private final RepeatedFailure failure = new RepeatedFailure(
            LOG,
            "reading which nodes are OFFLINE, of which none is declared meanwhile, fails",
            "reading which nodes are OFFLINE works again");
    private volatile Fleet fleet = new Fleet(0, 0, 0, 0, 0, 0, 0);

    PresenceSweeper(
            Pool pool,
            PresenceStore store,
            NodeEvents events,
            RegistryConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.events = events;
        this.quiet = new QuietPeriod(clock, config.offlineGrace());
        gauge(metrics, "sluice.registry.nodes.online", "Nodes seen within the grace", Fleet::online);
        gauge(metrics, "sluice.registry.nodes.offline", "Nodes not seen within the grace, or gone", Fleet::offline);
        gauge(
                metrics,
                "sluice.registry.nodes.silent",
                "Nodes not seen within the grace, with no goodbye",
                Fleet::silent);
        gauge(metrics, "sluice.registry.nodes.draining", "Nodes with a drain", Fleet::draining);
        gauge(metrics, "sluice.registry.nodes.closed", "Nodes seen that have closed themselves", Fleet::closed);
        gauge(
                metrics,
                "sluice.registry.admissions.pending",
                "Nodes whose newest revision dispatch has not committed",
                Fleet::pending);
    }

    /** How many nodes were online when last counted. */
    int online() {
        return fleet.online();
    }

    /** Whether nodes had no chance to check in of late: then nobody is taken for gone because it was not seen. */
    boolean isQuietPeriod() {
        return quiet.lasts();
    }

    @Scheduled(identity = "presence-sweeper", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return failure.watch(store.fleet(pool)
                .invoke(counted -> fleet = counted)
                .chain(counted -> counted.changed() == 0 ? Uni.createFrom().voidItem() : putOnRecord())
                .onFailure()
                .invoke(quiet::beginAgain));
    }

    private Uni<Void> putOnRecord() {
        return presence().chain(this::closings);
    }

    private Uni<Void> closings() {
        return mark(
                        store::markClosed,
                        NodeChange.CLOSED,
                        node -> "it takes no task: "
                                + Objects.requireNonNull(node.closed()).reason(),
                        Logger.Level.WARN)
                .chain(() -> mark(
                        store::markOpened,
                        NodeChange.OPENED,
                        node -> "it reports no fault any more",
                        Logger.Level.INFO));
    }

    private Uni<Void> presence() {
        Uni<Void> returned = mark(
                store::markReturned, NodeChange.ONLINE, node -> "seen again at " + node.lastSeen(), Logger.Level.INFO);
        if (quiet.lasts()) {
            return returned;
        }
        return returned.chain(() -> mark(
                store::markMissing,
                NodeChange.OFFLINE,
                node -> "not seen since " + node.lastSeen() + ", OFFLINE since " + node.offlineSince(),
                Logger.Level.WARN));
    }

    /** Each in a transaction of its own: two sets of rows in one would be locked out of the order of names. */
    private Uni<Void> mark(
            BiFunction<SqlConnection, Integer, Uni<List<NodeRow>>> marking,
            NodeChange what,
            Function<NodeRow, String> detail,
            Logger.Level level) {
        return pool.withTransaction(transaction -> marking.apply(transaction, MAX_PER_TRANSACTION)
                .chain(nodes -> record(transaction, nodes, what, detail, level)));
    }

    private Uni<Void> record(
            SqlConnection transaction,
            List<NodeRow> nodes,
            NodeChange what,
            Function<NodeRow, String> detail,
            Logger.Level level) {
        return events.record(
                        transaction,
                        nodes.stream()
                                .map(node -> new NodeEvents.Change(node, what, AdmissionPush.ACTOR, detail.apply(node)))
                                .toList())
                .invoke(() -> nodes.forEach(node -> LOG.logf(
                        level, "node %s epoch %s: → %s, %s", node.name(), node.epoch(), what, detail.apply(node))));
    }

    private void gauge(MeterRegistry metrics, String name, String description, ToIntFunction<Fleet> number) {
        Gauge.builder(name, this, sweeper -> number.applyAsInt(sweeper.fleet))
                .description(description)
                .register(metrics);
    }
}
