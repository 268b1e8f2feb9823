package io.sluice.dispatch.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.task.TaskSubmission;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Puts tasks into the queue. Each statement covers a whole batch, and takes its rows in the order of their keys, so that
 * two replicas with the same records wait for each other instead of locking each other out.
 */
@Singleton
final class IntakeStore {
    private static final ObjectMapper JSON = Json.mapper();

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
            join task_selector s on s.digest = selector_digest(asked.type, sha256(convert_to(asked.labels, 'UTF8')))
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
                select * from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[], $6::bigint[], $7::bigint[],
                    $8::text[], $9::text[], $10::text[], $11::text[], $12::uuid[])
                as r (id, priority, selector_id, guarantee, max_attempts, timeout_millis, queue_limit_millis,
                    type, name, submission, submitted_by, rerun_of)),
            fresh as (
                insert into task (id, state, priority, selector_id, guarantee, max_attempts, timeout_millis,
                    queue_limit_millis, submitted_at, queued_at, expires_at)
                select r.id, 'QUEUED', r.priority, r.selector_id, r.guarantee, r.max_attempts, r.timeout_millis,
                    r.queue_limit_millis, moment.at, moment.at,
                    moment.queue_at + r.queue_limit_millis * interval '1 millisecond'
                from asked r, moment
                order by r.id
                on conflict (id) do nothing
                returning id, submitted_at),
            spec as (
                insert into task_spec (task_id, type, name, submission, submitted_by, rerun_of)
                select r.id, r.type, r.name, r.submission::jsonb, r.submitted_by, r.rerun_of
                from asked r join fresh on fresh.id = r.id)
            select id, submitted_at from fresh""";

    // A statement of its own, with a later snapshot: a task that ended while it was inserted again is seen in history
    // now.
    // Only partitions of days on which one of them can have ended are searched.
    private static final String FORGET_ENDED = """
            delete from task t using task_history h
            where t.id = any($1::uuid[]) and h.id = t.id and h.ended_at >= $2
            returning t.id""";

    /**
     * What a task's node must be: one row for all tasks that ask for the same.
     *
     * @param labels in canonical form: sorted by name, JSON without spaces
     */
    private record Selector(String type, String labels) {}

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

    /** Queues those that are not live, and answers when each was submitted. Those that ended are still to be forgotten. */
    Uni<Map<UUID, Instant>> queue(SqlConnection transaction, List<TaskRequested> tasks) {
        List<Selector> selectors = tasks.stream()
                .map(task -> new Selector(
                        task.submission().type(),
                        json(new TreeMap<>(task.submission().nodeSelectorOrEmpty()))))
                .toList();
        return selectorIds(transaction, Set.copyOf(selectors))
                .chain(ids -> transaction.preparedQuery(QUEUE).execute(rows(tasks, selectors, ids)))
                .map(rows -> {
                    Map<UUID, Instant> fresh = new HashMap<>();
                    rows.forEach(row -> fresh.put(
                            row.getUUID("id"),
                            row.getOffsetDateTime("submitted_at").toInstant()));
                    return fresh;
                });
    }

    /** Takes back those that had ended, on or after this moment, before they were queued again; answers which. */
    Uni<Set<UUID>> forgetEnded(SqlConnection transaction, Set<UUID> queued, Instant endedAtTheEarliest) {
        return transaction
                .preparedQuery(FORGET_ENDED)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(queued.toArray(UUID[]::new))
                        .addOffsetDateTime(endedAtTheEarliest.atOffset(ZoneOffset.UTC)))
                .map(rows -> {
                    Set<UUID> ended = new HashSet<>();
                    rows.forEach(row -> ended.add(row.getUUID("id")));
                    return ended;
                });
    }

    private Uni<Map<Selector, Integer>> selectorIds(SqlConnection transaction, Set<Selector> selectors) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(selectors.stream().map(Selector::type).toArray(String[]::new))
                .addArrayOfString(selectors.stream().map(Selector::labels).toArray(String[]::new));
        return findSelectors(transaction, parameters)
                .chain(found -> found.size() == selectors.size()
                        ? Uni.createFrom().item(found)
                        : transaction
                                .preparedQuery(KEEP_SELECTORS)
                                .execute(parameters)
                                .chain(() -> findSelectors(transaction, parameters))
                                .invoke(ids -> requireAll(ids, selectors)));
    }

    /** Fails for the moment in which an unused selector is deleted between the two statements; the next try finds it gone. */
    private static void requireAll(Map<Selector, Integer> ids, Set<Selector> selectors) {
        if (ids.size() < selectors.size()) {
            throw new IllegalStateException("a selector was deleted meanwhile");
        }
    }

    private static Uni<Map<Selector, Integer>> findSelectors(SqlConnection transaction, Tuple selectors) {
        return transaction.preparedQuery(FIND_SELECTORS).execute(selectors).map(rows -> {
            Map<Selector, Integer> ids = new HashMap<>();
            rows.forEach(
                    row -> ids.put(new Selector(row.getString("type"), row.getString("labels")), row.getInteger("id")));
            return ids;
        });
    }

    private static Tuple rows(List<TaskRequested> tasks, List<Selector> selectors, Map<Selector, Integer> selectorIds) {
        int size = tasks.size();
        Integer[] priorities = new Integer[size];
        Integer[] selector = new Integer[size];
        String[] guarantees = new String[size];
        Integer[] maxAttempts = new Integer[size];
        Long[] timeouts = new Long[size];
        Long[] queueLimits = new Long[size];
        String[] types = new String[size];
        String[] names = new String[size];
        String[] submissions = new String[size];
        String[] submittedBy = new String[size];
        UUID[] rerunOf = new UUID[size];
        for (int i = 0; i < size; i++) {
            TaskRequested task = tasks.get(i);
            TaskSubmission submission = task.submission();
            priorities[i] = submission.priorityOrDefault();
            selector[i] = selectorIds.get(selectors.get(i));
            guarantees[i] = submission.guaranteeOrDefault().name();
            maxAttempts[i] = submission.maxAttemptsOrDefault();
            timeouts[i] = submission.timeoutOrDefault().toMillis();
            queueLimits[i] = submission.queueLimitOrDefault().toMillis();
            types[i] = submission.type();
            names[i] = submission.name();
            submissions[i] = json(submission);
            submittedBy[i] = IntakePolicy.submittedBy(task);
            rerunOf[i] = task.rerunOf();
        }
        return Tuple.tuple()
                .addArrayOfUUID(ids(tasks))
                .addArrayOfInteger(priorities)
                .addArrayOfInteger(selector)
                .addArrayOfString(guarantees)
                .addArrayOfInteger(maxAttempts)
                .addArrayOfLong(timeouts)
                .addArrayOfLong(queueLimits)
                .addArrayOfString(types)
                .addArrayOfString(names)
                .addArrayOfString(submissions)
                .addArrayOfString(submittedBy)
                .addArrayOfUUID(rerunOf);
    }

    private static UUID[] ids(List<TaskRequested> tasks) {
        return tasks.stream().map(TaskRequested::id).toArray(UUID[]::new);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value.getClass().getName(), e);
        }
    }
}
