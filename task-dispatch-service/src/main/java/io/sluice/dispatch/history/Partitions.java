package io.sluice.dispatch.history;

import io.quarkus.scheduler.Scheduled;
import io.sluice.contracts.task.TaskSubmission;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keeps the days ahead ready to end tasks in, and lets go of what is past its retention. Safe on all replicas at once. The
 * days around today are there before the service starts, made by the last step of the migration.
 */
@Singleton
class Partitions {
    private static final int DAYS_AHEAD = 14;
    private static final int MAX_BATCH_SIZE = 5_000;
    private static final int MAX_SELECTORS = 100;
    private static final int TRIES_TO_DROP = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** A day more than the longest queue limit: no task that waits is older, unless the queue was paused. */
    private static final Duration PERIODS_KEPT = Duration.ofDays(TaskSubmission.MAX_DAYS + 1);

    private static final Logger LOG = Logger.getLogger(Partitions.class);

    private final Pool pool;
    private final PartitionStore partitions;
    private final LeftoverStore leftovers;
    private final HistoryConfig config;

    Partitions(Pool pool, PartitionStore partitions, LeftoverStore leftovers, HistoryConfig config) {
        this.pool = pool;
        this.partitions = partitions;
        this.leftovers = leftovers;
        this.config = config;
    }

    @Scheduled(
            identity = "partitions",
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return quietly("the partitions of the days ahead were not made", partitions.make(pool, DAYS_AHEAD))
                .chain(this::dropPastRetention)
                .chain(() -> cut(
                        "idempotency keys",
                        () -> leftovers.cutKeys(pool, config.taskRetention(), MAX_BATCH_SIZE),
                        Integer.MAX_VALUE))
                .chain(() -> cut(
                        "records of what tasks waited for",
                        () -> leftovers.cutPeriods(pool, PERIODS_KEPT, MAX_BATCH_SIZE),
                        Integer.MAX_VALUE))
                .chain(() -> cut("selectors", () -> leftovers.forgetSelector(pool), MAX_SELECTORS));
    }

    private Uni<Void> dropPastRetention() {
        Uni<Void> drop = partitions
                .pastRetention(pool, config.taskRetention(), config.logRetention())
                .chain(names -> Multi.createFrom()
                        .iterable(names)
                        .onItem()
                        .transformToUniAndConcatenate(this::drop)
                        .collect()
                        .asList())
                .invoke(results -> {
                    List<String> dropped = new ArrayList<>(results);
                    dropped.removeIf(String::isEmpty);
                    if (!dropped.isEmpty()) {
                        LOG.infof("dropped what is past its retention: %s", String.join(", ", dropped));
                    }
                })
                .replaceWithVoid();
        return quietly("what is past its retention was not dropped", drop);
    }

    /** The name, or the empty text when it is still there. */
    private Uni<String> drop(String name) {
        return partitions
                .drop(pool, name)
                .replaceWith(name)
                .onFailure()
                .retry()
                .withBackOff(BETWEEN_TRIES)
                .atMost(TRIES_TO_DROP)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("%s was not dropped, and will be in an hour: %s", name, failure.getMessage());
                    return "";
                });
    }

    /** Cuts until there is nothing left to cut. */
    private static Uni<Void> cut(String what, Supplier<Uni<Integer>> piece, int mostPieces) {
        Uni<Void> all = Multi.createBy()
                .repeating()
                .uni(() -> piece.get())
                .whilst(deleted -> deleted > 0)
                .select()
                .first(mostPieces)
                .collect()
                .in(() -> new int[1], (sum, deleted) -> sum[0] += deleted)
                .invoke(sum -> {
                    if (sum[0] > 0) {
                        LOG.infof("deleted %d %s", sum[0], what);
                    }
                })
                .replaceWithVoid();
        return quietly("old " + what + " were not deleted", all);
    }

    private static Uni<Void> quietly(String what, Uni<Void> work) {
        return work.onFailure().recoverWithItem(failure -> {
            LOG.warnf("%s, and will be in an hour: %s", what, failure.getMessage());
            return null;
        });
    }
}
