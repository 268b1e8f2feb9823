package io.sluice.dispatch.cancel;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.attempts.AttemptsConfig;
import io.sluice.dispatch.attempts.Ending;
import io.sluice.dispatch.events.TaskEvents;
import io.sluice.dispatch.queries.TaskQueriesOf;
import io.sluice.dispatch.wake.Wake;

/** Cancels for the tests of other features. */
public final class CancelsOf {
    private CancelsOf() {}

    public static Cancels database(
            DispatchDatabase database, Ending ending, TaskEvents events, AttemptsConfig config, Wake wake) {
        return new Cancels(
                database.pool(), new CancelStore(config), ending, events, TaskQueriesOf.database(database), wake);
    }
}
