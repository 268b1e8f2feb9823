package io.sluice.registry.audit;

import io.quarkus.scheduler.Scheduled;
import io.sluice.registry.settings.RegistryConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Cuts the audit at its retention: a bounded piece at a time, and piece after piece until nothing older is left, so that
 * no rate of changes outruns it. Safe on all replicas at once.
 */
@Singleton
final class AuditSweeper {
    private static final int MAX_BATCH_SIZE = 5_000;

    private static final Logger LOG = Logger.getLogger(AuditSweeper.class);

    private final Pool pool;
    private final AuditStore store;
    private final RegistryConfig config;

    AuditSweeper(Pool pool, AuditStore store, RegistryConfig config) {
        this.pool = pool;
        this.store = store;
        this.config = config;
    }

    @Scheduled(
            identity = "audit-sweeper",
            every = "10m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.cut(pool, config.audit().retention(), MAX_BATCH_SIZE)
                .invoke(deleted -> {
                    if (deleted > 0) {
                        LOG.infof(
                                "deleted %d audit entries older than %s",
                                deleted, config.audit().retention());
                    }
                })
                .replaceWithVoid()
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("the audit was not cut at its retention, and will be: %s", failure.getMessage());
                    return null;
                });
    }
}
