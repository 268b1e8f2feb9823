package io.sluice.dispatch.cancel;

import io.sluice.contracts.node.Eviction;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.dispatch.attempts.EndStore;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.queries.TaskQueriesOf;
import io.sluice.dispatch.wake.Wake;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** Cancels for the tests of other features. */
public final class CancelsOf {
    private final Cancels cancels;

    private CancelsOf(Cancels cancels) {
        this.cancels = cancels;
    }

    public static CancelsOf database(
            DispatchDatabase database, EndStore endStore, TaskEvents events, AttemptsConfig config, Wake wake) {
        return new CancelsOf(new Cancels(
                database.pool(), new CancelStore(config), endStore, events, TaskQueriesOf.database(database), wake));
    }

    public Uni<CancelOutcome> cancel(UUID id, String by) {
        return cancels.cancel(id, by);
    }

    Uni<CancelOutcome> abandon(UUID id, String by) {
        return cancels.abandon(id, by);
    }

    Uni<Void> evict(NodeName node, Eviction eviction) {
        return cancels.evict(node, eviction);
    }
}
