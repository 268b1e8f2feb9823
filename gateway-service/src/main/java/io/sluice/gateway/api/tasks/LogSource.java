package io.sluice.gateway.api.tasks;

import io.sluice.contracts.task.LogPage;
import io.smallrye.mutiny.Uni;

/** The logs of one task, a page at a time. */
@FunctionalInterface
interface LogSource {
    /** What follows the place. */
    Uni<LogPage> after(LogPlace place);
}
