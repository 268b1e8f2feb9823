package io.sluice.dispatch.intake;

import io.quarkus.scheduler.Scheduled;
import io.sluice.service.time.RepeatedFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Sorts by their type what replicas of the version before have queued under selectors without one: until then the tasks of
 * a type that nobody runs may hold up others there. Finds nothing once the last of those replicas is gone.
 */
@Singleton
final class UntypedSelectors {
    private static final int MAX_BATCH_SIZE = 5_000;

    private static final Logger LOG = Logger.getLogger(UntypedSelectors.class);

    private final Pool pool;
    private final RepeatedFailure failure =
            new RepeatedFailure(LOG, "sorting selectors by type fails", "sorting selectors by type works again");

    UntypedSelectors(Pool pool) {
        this.pool = pool;
    }

    @Scheduled(
            identity = "untyped-selectors",
            every = "1m",
            delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        Uni<Void> sorted = pool.preparedQuery("select type_selectors($1) as moved")
                .execute(Tuple.of(MAX_BATCH_SIZE))
                .replaceWithVoid();
        return failure.watch(sorted);
    }
}
