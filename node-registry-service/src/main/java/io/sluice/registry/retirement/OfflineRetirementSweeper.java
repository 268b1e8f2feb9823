package io.sluice.registry.retirement;

import io.quarkus.scheduler.Scheduled;
import io.sluice.contracts.node.NodeLoad;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.admission.AdmissionPush;
import io.sluice.registry.admission.DispatchPeer;
import io.sluice.registry.membership.QuietPeriod;
import io.sluice.registry.node.NodeRow;
import io.sluice.registry.settings.RegistryConfig;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Retires nodes that are OFFLINE for as long as the setting says, such as those that a smaller pool left behind. Safe on
 * all replicas at once: a retirement is reserved by the revision of the row, and each row has one reservation.
 */
@Singleton
class OfflineRetirementSweeper {
    private static final int MAX_PER_PASS = 100;
    private static final int AT_ONCE = 4;

    private static final Logger LOG = Logger.getLogger(OfflineRetirementSweeper.class);

    private final Pool pool;
    private final OfflineRetirementStore store;
    private final Retirements retirements;
    private final DispatchPeer dispatch;
    private final Optional<Duration> after;
    private final QuietPeriod quiet;
    private final RepeatedFailure failure = new RepeatedFailure(
            LOG,
            "retiring nodes that are OFFLINE for long fails",
            "retiring nodes that are OFFLINE for long works again");
    private volatile boolean held;

    @Inject
    OfflineRetirementSweeper(
            Pool pool,
            OfflineRetirementStore store,
            Retirements retirements,
            DispatchPeer dispatch,
            RegistryConfig config,
            Clock clock) {
        // Nodes that came back while the database was away need some heartbeats to say so: a minute by default.
        this(
                pool,
                store,
                retirements,
                dispatch,
                config.retireOfflineAfter(),
                new QuietPeriod(clock, config.offlineGrace().multipliedBy(3)));
    }

    OfflineRetirementSweeper(
            Pool pool,
            OfflineRetirementStore store,
            Retirements retirements,
            DispatchPeer dispatch,
            Optional<Duration> after,
            QuietPeriod quiet) {
        this.pool = pool;
        this.store = store;
        this.retirements = retirements;
        this.dispatch = dispatch;
        this.after = after;
        this.quiet = quiet;
    }

    @Scheduled(
            identity = "offline-retirement-sweeper",
            every = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return after.isEmpty() ? Uni.createFrom().voidItem() : sweep(after.get());
    }

    private Uni<Void> sweep(Duration length) {
        return store.fleet(pool)
                .chain(fleet -> store.offlineFor(pool, length).chain(offline -> decide(fleet, offline)))
                .invoke(failure::worked)
                .onFailure()
                .invoke(this::failed)
                .onFailure()
                .recoverWithNull();
    }

    /** That dispatch is away says nothing of the work here. */
    private void failed(Throwable fault) {
        if (fault instanceof DispatchPeer.Away) {
            LOG.debugf("no node is retired while dispatch is away: %s", fault.getMessage());
        } else {
            quiet.beginAgain();
            failure.failed(fault);
        }
    }

    private Uni<Void> decide(OfflineRetirementPolicy.Fleet fleet, List<NodeRow> offline) {
        tell(fleet, offline);
        if (offline.isEmpty() || quiet.lasts()) {
            return Uni.createFrom().voidItem();
        }
        return dispatch.loads()
                .map(loads -> OfflineRetirementPolicy.retirable(fleet, offline, liveAttempts(loads)))
                .chain(this::retireAll);
    }

    private Uni<Void> retireAll(List<NodeRow> nodes) {
        return Multi.createFrom()
                .iterable(nodes)
                .select()
                .first(MAX_PER_PASS)
                .onItem()
                .transformToUni(node -> retirements
                        .retire(node, AdmissionPush.ACTOR)
                        .invoke(outcome -> LOG.debugf("node %s, OFFLINE for long: %s", node.name(), outcome)))
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Once when it begins, since it asks for an operator, and once when it is over. */
    private void tell(OfflineRetirementPolicy.Fleet fleet, List<NodeRow> offline) {
        boolean holds = !offline.isEmpty() && fleet.isMostlySilent();
        if (holds && !held) {
            LOG.warnf(
                    "no node is retired while most are silent (%d silent, %d online): it is probably the network; if they"
                            + " are gone for good, retire them by hand",
                    fleet.silent(), fleet.online());
        } else if (held && !holds) {
            LOG.info("most nodes are not silent any more: those that are OFFLINE for long are retired again");
        }
        held = holds;
    }

    private static Map<NodeName, Integer> liveAttempts(List<NodeLoad> loads) {
        return loads.stream().collect(Collectors.toMap(NodeLoad::name, NodeLoad::liveAttempts, Integer::sum));
    }
}
