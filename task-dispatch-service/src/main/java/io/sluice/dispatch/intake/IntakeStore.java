package io.sluice.dispatch.intake;

import io.sluice.contracts.Json;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.dispatch.task.NewTask;
import io.sluice.dispatch.task.TaskColumns;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final String KEEP_SELECTORS = """
            insert into task_selector (digest, type, labels)
            select selector_digest(type, sha256(convert_to(labels, 'UTF8'))) as digest, type, labels::jsonb
            from unnest($1::text[], $2::text[]) as asked (type, labels)
            order by digest
            on conflict (digest) do nothing""";

    // In the order of ids, which is that of submission: records of several partitions come in any order. None is queued
    // while one of the selectors is missing. The lock keeps a selector that nobody used from being deleted before the
    // tasks are there that use it.
    private static final String QUEUE = """
            with moment as materialized (select clock_timestamp() as at, queue_clock() as queue_at),
            selector as materialized (
                select array_agg(found.id order by sent.n) as ids
                from unnest($%d::text[], $%d::text[]) with ordinality as sent (type, labels, n)
                left join lateral (
                    select s.id from task_selector s
                    where s.digest = any(array[selector_digest(sent.type, sha256(convert_to(sent.labels, 'UTF8')))])
                    for key share) found on true),
            asked as materialized (
                select * from %s),
            fresh as (
                insert into task (%s)
                select %s
                from asked r, moment, selector
                where array_position(selector.ids, null) is null
                order by r.id
                on conflict (id) do nothing
                returning id, submitted_at),
            spec as (
                insert into task_spec (task_id, %s)
                select r.id, %s
                from asked r join fresh on fresh.id = r.id)
            select id, submitted_at from fresh
            union all
            select null, null from selector where array_position(ids, null) is not null""".formatted(
                    TaskColumns.PARAMETERS + 1,
                    TaskColumns.PARAMETERS + 2,
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
    private record Selector(String type, String labels) {
        static Selector of(TaskRequested task) {
            return new Selector(
                    task.submission().type(),
                    Json.text(new TreeMap<>(task.submission().nodeSelectorOrEmpty())));
        }
    }

    /**
     * What intake sends of some tasks.
     *
     * @param distinct what their nodes must be
     */
    private record Batch(List<NewTask> rows, List<Selector> distinct) {
        static Batch of(List<TaskRequested> tasks) {
            Map<Selector, Integer> positions = new LinkedHashMap<>();
            List<NewTask> rows = new ArrayList<>(tasks.size());
            for (TaskRequested task : tasks) {
                Integer next = positions.size() + 1;
                Integer known = positions.putIfAbsent(Selector.of(task), next);
                rows.add(new NewTask(task, known == null ? next : known, Json.text(task.submission())));
            }
            return new Batch(rows, List.copyOf(positions.keySet()));
        }

        private UUID[] ids() {
            return rows.stream().map(row -> row.requested().id()).toArray(UUID[]::new);
        }

        private Tuple parameters() {
            return addSelectors(TaskColumns.parameters(rows));
        }

        private Tuple addSelectors(Tuple parameters) {
            return parameters
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

    /**
     * Queues those that are not known, and answers when each was submitted.
     *
     * @param endedAtTheEarliest none of them that has ended did so before
     */
    Uni<Map<UUID, Instant>> queue(SqlConnection transaction, List<TaskRequested> tasks, Instant endedAtTheEarliest) {
        Batch batch = Batch.of(tasks);
        return queueNew(transaction, batch, endedAtTheEarliest)
                .chain(queued -> queued.isPresent()
                        ? Uni.createFrom().item(queued.get())
                        : transaction
                                .preparedQuery(KEEP_SELECTORS)
                                .execute(batch.addSelectors(Tuple.tuple()))
                                .chain(() -> queueNew(transaction, batch, endedAtTheEarliest))
                                .map(IntakeStore::requireSelectors));
    }

    /** Empty, and nothing done, when a selector is missing. */
    private static Uni<Optional<Map<UUID, Instant>>> queueNew(
            SqlConnection transaction, Batch batch, Instant endedAtTheEarliest) {
        return Uni.combine()
                .all()
                .unis(queueNotLive(transaction, batch), forgetEnded(transaction, batch.ids(), endedAtTheEarliest))
                .with((queued, ended) -> {
                    queued.ifPresent(submitted -> submitted.keySet().removeAll(ended));
                    return queued;
                });
    }

    /** Empty when a selector is missing. */
    private static Uni<Optional<Map<UUID, Instant>>> queueNotLive(SqlConnection transaction, Batch batch) {
        return transaction.preparedQuery(QUEUE).execute(batch.parameters()).map(rows -> {
            Map<UUID, Instant> fresh = new HashMap<>();
            for (Row row : rows) {
                UUID id = row.getUUID("id");
                if (id == null) {
                    return Optional.empty();
                }
                fresh.put(id, Rows.requiredInstant(row, "submitted_at"));
            }
            return Optional.of(fresh);
        });
    }

    /** Fails for the moment in which an unused selector is deleted between the two statements; the next try finds it gone. */
    private static Map<UUID, Instant> requireSelectors(Optional<Map<UUID, Instant>> queued) {
        return queued.orElseThrow(() -> new IllegalStateException("a selector was deleted meanwhile"));
    }

    /** Takes back those that had ended, on or after this moment, before they were queued again; answers which. */
    private static Uni<Set<UUID>> forgetEnded(SqlConnection transaction, UUID[] ids, Instant endedAtTheEarliest) {
        return transaction
                .preparedQuery(FORGET_ENDED)
                .execute(Tuple.tuple().addArrayOfUUID(ids).addOffsetDateTime(Rows.parameter(endedAtTheEarliest)))
                .map(rows -> {
                    Set<UUID> ended = new HashSet<>();
                    rows.forEach(row -> ended.add(row.getUUID("id")));
                    return ended;
                });
    }

    private static UUID[] ids(List<TaskRequested> tasks) {
        return tasks.stream().map(TaskRequested::id).toArray(UUID[]::new);
    }
}
