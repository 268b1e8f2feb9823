package io.sluice.registry.admission;

import io.quarkus.scheduler.Scheduled;
import io.sluice.registry.node.NodeRow;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Completes what dispatch has not yet been told: requests stored while it was away, and changes whose writer died between
 * its commit and its call. Safe on all replicas at once, since telling twice is telling once.
 */
@Singleton
final class AdmissionSweeper {
    /** Whoever made a change tells dispatch itself; the sweeper steps in after this. */
    private static final Duration UNATTENDED = Duration.ofSeconds(1);

    private static final int MAX_PER_PASS = 500;
    private static final int AT_ONCE = 16;
    private static final int MAX_FAILURES_PER_PASS = 16;

    private static final Logger LOG = Logger.getLogger(AdmissionSweeper.class);

    private final Pool pool;
    private final AdmissionStore store;
    private final AdmissionPush push;
    private final RepeatedFailure failure = new RepeatedFailure(
            LOG,
            "reading what dispatch has not yet taken fails",
            "reading what dispatch has not yet taken works again");

    AdmissionSweeper(Pool pool, AdmissionStore store, AdmissionPush push) {
        this.pool = pool;
        this.store = store;
        this.push = push;
    }

    @Scheduled(identity = "admission-sweeper", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return failure.watch(store.pending(pool, UNATTENDED, MAX_PER_PASS).chain(this::tellAll));
    }

    /** Stops after a few failures: while dispatch is away these calls are enough to find out. */
    private Uni<Void> tellAll(List<NodeRow> pending) {
        AtomicInteger failures = new AtomicInteger();
        return Multi.createFrom()
                .iterable(pending)
                .select()
                .first(node -> failures.get() < MAX_FAILURES_PER_PASS)
                .onItem()
                .transformToUni(node -> push.tell(node)
                        .replaceWithVoid()
                        .onFailure()
                        .recoverWithItem(failure -> {
                            failures.incrementAndGet();
                            LOG.debugf(
                                    "node %s waits for dispatch to take revision %d: %s",
                                    node.name(), node.revision(), failure.getMessage());
                            return null;
                        }))
                .merge(AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
