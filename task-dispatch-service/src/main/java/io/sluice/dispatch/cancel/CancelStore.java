package io.sluice.dispatch.cancel;

import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores the request that attempts stop. */
@Singleton
final class CancelStore {
    private static final String READ = """
            select state, attempt, coalesce(cancel_detail, cancel_by) as canceler, cancel_since + $2 * interval '1 millisecond' as abandoned_from,
                coalesce(cancel_since <= clock_timestamp() - $2 * interval '1 millisecond', false) as may_be_abandoned
            from task where id = $1""";

    // A cancel goes over any other request.
    private static final String CANCEL = """
            with canceling as (
                update task t set state = 'CANCELING', cancel_by = $2, cancel_detail = $3,
                    cancel_since = clock_timestamp()
                where t.id = any($1) and t.state in ('ASSIGNED', 'RUNNING')
                returning t.id, t.attempt, t.cancel_since
            ), told as (
                update attempt a set stop_cause = 'CANCEL', stop_by = $2, stop_detail = $3
                from canceling where a.task_id = any(array[canceling.id])
                returning canceling.id, canceling.attempt, a.node, canceling.cancel_since
            )
            select told.id, (select s.name from task_spec s where s.task_id = told.id) as name, told.attempt, told.node,
                told.cancel_since
            from told""";

    private static final String REQUEUE = """
            update attempt a set stop_cause = 'REQUEUE', stop_by = $2, stop_detail = $3
            where a.task_id = any($1) and a.stop_cause is null
                and (select t.state from task t where t.id = a.task_id) in ('ASSIGNED', 'RUNNING')""";

    private static final String TASKS_OF_NODE = "select task_id from attempt where node = $1";

    private final long abandonAfterMillis;

    CancelStore(AttemptsConfig config) {
        this.abandonAfterMillis = config.abandonAfter().toMillis();
    }

    /**
     * A live task, locked.
     *
     * @param canceler who or what canceled it, in words, or null when nobody did
     * @param abandonedFrom when it may be given up, or null when nobody canceled it
     */
    record Found(
            TaskState state,
            int attempt,
            @Nullable String canceler,
            @Nullable Instant abandonedFrom,
            boolean mayBeAbandoned) {
        AttemptRef ref(UUID taskId) {
            return new AttemptRef(taskId, attempt);
        }
    }

    /** The task, which the transaction has locked, if it is live. */
    Uni<Optional<Found>> read(SqlConnection transaction, UUID id) {
        return transaction
                .preparedQuery(READ)
                .execute(Tuple.of(id, abandonAfterMillis))
                .map(rows -> Rows.first(rows, CancelStore::found));
    }

    /** Those of the tasks that a node holds are being canceled from now on. Answers them. */
    Uni<List<TaskEvent>> cancel(SqlConnection transaction, List<UUID> tasks, Author author) {
        return transaction
                .preparedQuery(CANCEL)
                .execute(parameters(tasks, author))
                .map(rows -> Rows.list(
                        rows,
                        row -> new TaskEvent(
                                row.getUUID("id"),
                                row.getString("name"),
                                TaskState.CANCELING,
                                row.getInteger("attempt"),
                                new NodeName(row.getString("node")),
                                null,
                                null,
                                Rows.requiredInstant(row, "cancel_since"))));
    }

    /** The attempts of these tasks are to end for another node, unless they are to end for another cause. Answers how many. */
    Uni<Integer> requeue(SqlConnection transaction, List<UUID> tasks, Author author) {
        return transaction
                .preparedQuery(REQUEUE)
                .execute(parameters(tasks, author))
                .map(rows -> rows.rowCount());
    }

    /** The tasks that a node holds. Read without locks. */
    Uni<List<UUID>> tasksOf(SqlConnection transaction, NodeName node) {
        return transaction
                .preparedQuery(TASKS_OF_NODE)
                .execute(Tuple.of(node.value()))
                .map(rows -> Rows.list(rows, row -> row.getUUID("task_id")));
    }

    private static Found found(Row row) {
        return new Found(
                TaskState.valueOf(row.getString("state")),
                row.getInteger("attempt"),
                row.getString("canceler"),
                Rows.instant(row, "abandoned_from"),
                row.getBoolean("may_be_abandoned"));
    }

    private static Tuple parameters(List<UUID> tasks, Author author) {
        return Tuple.tuple()
                .addArrayOfUUID(tasks.toArray(UUID[]::new))
                .addString(author.name())
                .addString(author.detail());
    }
}
