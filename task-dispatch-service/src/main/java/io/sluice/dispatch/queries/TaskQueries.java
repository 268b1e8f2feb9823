package io.sluice.dispatch.queries;

import io.sluice.contracts.task.TaskView;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Reads tasks, live and ended, as one. */
@Singleton
public final class TaskQueries {
    /** The task with its attempts, as it is at one moment; also inside a transaction that has changed it. */
    public Uni<Optional<TaskView>> find(SqlClient client, UUID id) {
        return Uni.createFrom().failure(new UnsupportedOperationException("not yet"));
    }
}
