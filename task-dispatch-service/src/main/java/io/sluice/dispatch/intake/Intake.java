package io.sluice.dispatch.intake;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.consumers.Retries;
import io.sluice.dispatch.database.Rehearsal;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Queues tasks, each once: the same id twice is one task, also when it has ended meanwhile, and so is the same idempotency
 * key. A batch is one transaction. While the database can't write this waits for it. A batch that fails for anything else is
 * halved until the one task is found that is to blame: one that fails alone, twice, while a task that is known to be good can
 * be written in the same way.
 */
@Singleton
class Intake {
    /** A transaction that takes longer is given up and done again. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private final Pool pool;
    private final IntakeStore store;
    private final TaskEvents events;
    private final Wake wake;
    private final Clock clock;
    private final Retries retries;
    private final Map<Outcome, Counter> counters = new HashMap<>();

    Intake(Pool pool, IntakeStore store, TaskEvents events, Wake wake, Clock clock, MeterRegistry metrics) {
        this.pool = pool;
        this.store = store;
        this.events = events;
        this.wake = wake;
        this.clock = clock;
        this.retries = new Retries(LOG, "storing tasks", "tasks", metrics);
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("sluice.dispatch.intake.tasks")
                            .description("Tasks from Kafka by what became of them")
                            .tag("outcome", outcome.tag)
                            .register(metrics));
        }
    }

    /** What becomes of a task that came in. */
    private enum Outcome {
        /** It waits. */
        QUEUED("queued"),
        /** Its id is that of a task that is known, or came twice in the batch. */
        KNOWN("known"),
        /** Its idempotency key stands for another task. */
        SAME_KEY("same-key"),
        /** It can't be stored. */
        REFUSED("refused");

        private final String tag;

        Outcome(String tag) {
            this.tag = tag;
        }
    }

    /** Queues them and answers, once that is committed, which the database can't hold. Waits for the database. */
    Uni<Set<UUID>> queue(List<TaskRequested> tasks) {
        List<TaskRequested> distinct = IntakePolicy.distinct(tasks);
        count(Outcome.KNOWN, tasks.size() - distinct.size());
        return distinct.isEmpty() ? Uni.createFrom().item(Set.of()) : store(distinct);
    }

    private Uni<Set<UUID>> store(List<TaskRequested> tasks) {
        if (tasks.size() == 1) {
            return storeAlone(tasks.get(0));
        }
        return retries.untilDone(() -> storeOnce(tasks), Retries::mayBeOfContent)
                .replaceWith(Set.<UUID>of())
                .onFailure(Retries::mayBeOfContent)
                .recoverWithUni(failure -> storeHalves(tasks));
    }

    private Uni<Set<UUID>> storeHalves(List<TaskRequested> tasks) {
        int half = tasks.size() / 2;
        return store(tasks.subList(0, half))
                .chain(first -> store(tasks.subList(half, tasks.size())).map(second -> {
                    Set<UUID> both = new HashSet<>(first);
                    both.addAll(second);
                    return both;
                }));
    }

    private Uni<Set<UUID>> storeAlone(TaskRequested task) {
        return retries.untilDoneOrToBlame(
                () -> storeOnce(List.of(task)).replaceWith(Set.<UUID>of()),
                () -> rehearse(IntakePolicy.knownGood(IDS.generate(), task)),
                failure -> {
                    LOG.warnf(
                            "task %s can't be stored while others can, and goes to the dead letters: %s",
                            task.id(), failure.getMessage());
                    count(Outcome.REFUSED, 1);
                    return Set.of(task.id());
                });
    }

    private Uni<Void> rehearse(TaskRequested task) {
        return Rehearsal.of(pool, transaction -> storeWithKeys(transaction, List.of(task)));
    }

    private Uni<Void> storeOnce(List<TaskRequested> tasks) {
        return pool.withTransaction(transaction -> storeWithKeys(transaction, tasks))
                .ifNoItem()
                .after(TRANSACTION_TIMEOUT)
                .fail()
                .invoke(stored -> {
                    count(Outcome.QUEUED, stored.queued());
                    count(Outcome.SAME_KEY, stored.sameKey());
                    count(Outcome.KNOWN, tasks.size() - stored.queued() - stored.sameKey());
                })
                .replaceWithVoid();
    }

    private record Stored(int queued, int sameKey) {}

    private Uni<Stored> storeWithKeys(SqlConnection transaction, List<TaskRequested> tasks) {
        return store.keepKeys(transaction, tasks).chain(others -> {
            List<TaskRequested> own =
                    tasks.stream().filter(task -> !others.contains(task.id())).toList();
            return own.isEmpty()
                    ? Uni.createFrom().item(new Stored(0, others.size()))
                    : store(transaction, own).map(queued -> new Stored(queued, others.size()));
        });
    }

    /** Answers how many were queued. */
    private Uni<Integer> store(SqlConnection transaction, List<TaskRequested> tasks) {
        return store.queue(transaction, tasks, IntakePolicy.endedAtTheEarliest(tasks, clock.instant()))
                .call(queued -> queued.isEmpty() ? nothing() : announce(transaction, tasks, queued))
                .map(Map::size);
    }

    private Uni<Void> announce(SqlConnection transaction, List<TaskRequested> tasks, Map<UUID, Instant> queued) {
        List<TaskEvent> changes = new ArrayList<>(queued.size());
        for (TaskRequested task : tasks) {
            Instant at = queued.get(task.id());
            if (at != null) {
                changes.add(
                        new TaskEvent(task.id(), task.submission().name(), TaskState.QUEUED, 0, null, null, null, at));
            }
        }
        wake.queueChangedHere(transaction);
        return events.append(transaction, changes);
    }

    private void count(Outcome outcome, int times) {
        Objects.requireNonNull(counters.get(outcome)).increment(times);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
