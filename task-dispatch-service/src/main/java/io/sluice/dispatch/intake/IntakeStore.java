package io.sluice.dispatch.intake;

import io.sluice.contracts.Json;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.dispatch.task.NewTask;
import io.sluice.dispatch.task.TaskColumns;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Puts tasks into the queue. Each statement covers a whole batch, and takes its rows in the order of their keys, so that
 * two replicas with the same records wait for each other instead of locking each other out.
 */
@Singleton
final class IntakeStore {
    private static final String KEEP_KEYS = """
            insert into idempotency_key (key, task_id)
            select key, task_id from unnest($1::text[], $2::uuid[]) as asked (key, task_id)
            order by key
            on conflict (key) do nothing""";

    private static final String KEYS_OF_OTHERS = """
            select asked.task_id
            from unnest($1::text[], $2::uuid[]) as asked (key, task_id)
            join idempotency_key kept on kept.key = asked.key and kept.task_id <> asked.task_id""";

    // The lock keeps a selector that nobody used from being deleted before the tasks are there that use it.
    private static final String FIND_SELECTORS = """
            select s.id, asked.type, asked.labels
            from unnest($1::text[], $2::text[]) as asked (type, labels)
            join task_selector s
                on s.digest = any(array[selector_digest(asked.type, sha256(convert_to(asked.labels, 'UTF8')))])
            for key share of s""";

    private static final String KEEP_SELECTORS = """
            insert into task_selector (digest, type, labels)
            select selector_digest(type, sha256(convert_to(labels, 'UTF8'))) as digest, type, labels::jsonb
            from unnest($1::text[], $2::text[]) as asked (type, labels)
            order by digest
            on conflict (digest) do nothing""";

    // In the order of ids, which is that of submission: records of several partitions come in any order.
    private static final String QUEUE = """
            with moment as materialized (select clock_timestamp() as at, queue_clock() as queue_at),
            asked as materialized (
                select * from %s),
            fresh as (
                insert into task (%s)
                select %s
                from asked r, moment
                order by r.id
                on conflict (id) do nothing
                returning id, submitted_at),
            spec as (
                insert into task_spec (task_id, %s)
                select r.id, %s
                from asked r join fresh on fresh.id = r.id)
            select id, submitted_at from fresh""".formatted(
                    TaskColumns.SENT_ROWS,
                    TaskColumns.TASK,
                    TaskColumns.TASK_VALUES,
                    TaskColumns.SPEC,
                    TaskColumns.SPEC_VALUES);

    // A statement of its own, with a later snapshot: a task that ended while it was inserted again is in the history by
    // now. Only the days on which one of them can have ended are searched, and one more, since clocks differ.
    private static final String FORGET_ENDED = """
            delete from task t where t.id = any(array(
                select h.id from task_history h
                where h.id = any($1::uuid[]) and h.ended_at >= $2 and h.ended_at < now() + interval '1 day'))
            returning t.id""";

    /**
     * What a task's node must be: one row for all tasks that ask for the same.
     *
     * @param labels in canonical form: sorted by name, JSON without spaces
     */
    private record Selector(String type, String labels) {}

    /**
     * The selectors of some tasks.
     *
     * @param ofTasks one for each task, in their order
     * @param ids of those that are known
     */
    record Selectors(List<Selector> ofTasks, Map<Selector, Integer> ids) {
        boolean isComplete() {
            return ids.keySet().containsAll(ofTasks);
        }

        private Tuple parameters() {
            List<Selector> distinct = ofTasks.stream().distinct().toList();
            return Tuple.tuple()
                    .addArrayOfString(distinct.stream().map(Selector::type).toArray(String[]::new))
                    .addArrayOfString(distinct.stream().map(Selector::labels).toArray(String[]::new));
        }
    }

    /** Takes the idempotency keys for their tasks and answers those tasks whose key stands for another one. */
    Uni<Set<UUID>> keepKeys(SqlConnection transaction, List<TaskRequested> tasks) {
        List<TaskRequested> keyed =
                tasks.stream().filter(task -> task.idempotencyKey() != null).toList();
        if (keyed.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(
                        keyed.stream().map(TaskRequested::idempotencyKey).toArray(String[]::new))
                .addArrayOfUUID(ids(keyed));
        return transaction
                .preparedQuery(KEEP_KEYS)
                .execute(parameters)
                .chain(() -> transaction.preparedQuery(KEYS_OF_OTHERS).execute(parameters))
                .map(rows -> {
                    Set<UUID> others = new HashSet<>();
                    rows.forEach(row -> others.add(row.getUUID("task_id")));
                    return others;
                });
    }

    /** The selectors of these tasks, as far as there are such; none of them is deleted until the transaction ends. */
    Uni<Selectors> selectors(SqlConnection transaction, List<TaskRequested> tasks) {
        List<Selector> ofTasks = tasks.stream()
                .map(task -> new Selector(
                        task.submission().type(),
                        Json.text(new TreeMap<>(task.submission().nodeSelectorOrEmpty()))))
                .toList();
        return find(transaction, new Selectors(ofTasks, Map.of()));
    }

    /** All of them: those that are missing are made. */
    Uni<Selectors> complete(SqlConnection transaction, Selectors found) {
        return found.isComplete()
                ? Uni.createFrom().item(found)
                : transaction
                        .preparedQuery(KEEP_SELECTORS)
                        .execute(found.parameters())
                        .chain(() -> find(transaction, found))
                        .invoke(IntakeStore::requireAll);
    }

    /**
     * Queues those that are not live, and answers when each was submitted. Those that ended are still to be forgotten.
     *
     * @param selectors all that they have
     */
    Uni<Map<UUID, Instant>> queue(SqlConnection transaction, List<TaskRequested> tasks, Selectors selectors) {
        return transaction.preparedQuery(QUEUE).execute(rows(tasks, selectors)).map(rows -> {
            Map<UUID, Instant> fresh = new HashMap<>();
            rows.forEach(row -> fresh.put(row.getUUID("id"), Rows.requiredInstant(row, "submitted_at")));
            return fresh;
        });
    }

    /** Takes back those that had ended, on or after this moment, before they were queued again; answers which. */
    Uni<Set<UUID>> forgetEnded(SqlConnection transaction, List<TaskRequested> tasks, Instant endedAtTheEarliest) {
        return transaction
                .preparedQuery(FORGET_ENDED)
                .execute(Tuple.tuple().addArrayOfUUID(ids(tasks)).addOffsetDateTime(Rows.parameter(endedAtTheEarliest)))
                .map(rows -> {
                    Set<UUID> ended = new HashSet<>();
                    rows.forEach(row -> ended.add(row.getUUID("id")));
                    return ended;
                });
    }

    private static Uni<Selectors> find(SqlConnection transaction, Selectors asked) {
        return transaction
                .preparedQuery(FIND_SELECTORS)
                .execute(asked.parameters())
                .map(rows -> {
                    Map<Selector, Integer> ids = new HashMap<>();
                    rows.forEach(row -> ids.put(
                            new Selector(row.getString("type"), row.getString("labels")), row.getInteger("id")));
                    return new Selectors(asked.ofTasks(), ids);
                });
    }

    /** Fails for the moment in which an unused selector is deleted between the two statements; the next try finds it gone. */
    private static void requireAll(Selectors selectors) {
        if (!selectors.isComplete()) {
            throw new IllegalStateException("a selector was deleted meanwhile");
        }
    }

    private static Tuple rows(List<TaskRequested> tasks, Selectors selectors) {
        List<NewTask> rows = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            TaskRequested task = tasks.get(i);
            int selector = Objects.requireNonNull(
                    selectors.ids().get(selectors.ofTasks().get(i)));
            rows.add(new NewTask(task, selector, Json.text(task.submission())));
        }
        return TaskColumns.parameters(rows);
    }

    private static UUID[] ids(List<TaskRequested> tasks) {
        return tasks.stream().map(TaskRequested::id).toArray(UUID[]::new);
    }
}
