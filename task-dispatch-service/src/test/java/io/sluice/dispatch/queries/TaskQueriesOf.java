package io.sluice.dispatch.queries;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.waiting.WaitReasonsOf;

/** Queries for tests of other features. */
public final class TaskQueriesOf {
    private TaskQueriesOf() {}

    public static TaskQueries database(DispatchDatabase database) {
        return new TaskQueries(WaitReasonsOf.database(database));
    }
}
