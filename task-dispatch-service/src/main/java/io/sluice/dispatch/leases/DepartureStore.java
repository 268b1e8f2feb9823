package io.sluice.dispatch.leases;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.dispatch.attempts.LiveAttempt;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Finds what a node that leaves has not begun. */
@Singleton
final class DepartureStore {
    private static final String IS_NOT_BEGUN = """
            a.node = $1 and a.epoch = $2 and a.state = 'ASSIGNED'
            and (a.task_id, a.attempt) not in (select * from unnest($3::uuid[], $4::int[]))""";

    private static final String TASKS_NOT_BEGUN = "select a.task_id from attempt a where " + IS_NOT_BEGUN;

    private static final String NOT_BEGUN = """
            select a.task_id, a.attempt, a.node, a.epoch, false as started, a.log_seq, a.stop_cause,
                coalesce(a.stop_detail, a.stop_by) as stopper,
                t.state as task_state, coalesce(t.cancel_detail, t.cancel_by) as canceler
            from attempt a join task t on t.id = any(array[a.task_id])
            where a.task_id = any($5) and\s""" + IS_NOT_BEGUN;

    /** The tasks of the node that it has not begun. */
    Uni<List<UUID>> tasksNotBegun(SqlConnection transaction, NodeName node, Epoch epoch, Collection<AttemptRef> begun) {
        return transaction
                .preparedQuery(TASKS_NOT_BEGUN)
                .execute(parameters(node, epoch, begun))
                .map(rows -> Rows.list(rows, row -> row.getUUID("task_id")));
    }

    /** Those of the tasks' attempts that are still so, read under the locks of the tasks. */
    Uni<List<LiveAttempt>> notBegun(
            SqlConnection transaction,
            NodeName node,
            Epoch epoch,
            Collection<AttemptRef> begun,
            Collection<UUID> tasks) {
        return transaction
                .preparedQuery(NOT_BEGUN)
                .execute(parameters(node, epoch, begun).addArrayOfUUID(tasks.toArray(UUID[]::new)))
                .map(rows -> Rows.list(rows, LiveAttempt::read));
    }

    private static Tuple parameters(NodeName node, Epoch epoch, Collection<AttemptRef> begun) {
        return Tuple.tuple()
                .addString(node.value())
                .addLong(epoch.value())
                .addArrayOfUUID(begun.stream().map(AttemptRef::taskId).toArray(UUID[]::new))
                .addArrayOfInteger(begun.stream().map(AttemptRef::attempt).toArray(Integer[]::new));
    }
}
