package io.sluice.service.outbox;

import io.sluice.dispatch.DispatchDatabase;
import io.vertx.mutiny.core.Vertx;

/** The real outbox without a broker: what is appended stays in the table, for the test to read. */
public final class OutboxForTests {
    private OutboxForTests() {}

    public static Outbox in(DispatchDatabase database) {
        // A relay that was never started asks neither for its publisher nor for its settings.
        return new Outbox(new OutboxRelay(database.pool(), null, null, new Vertx(database.vertx())));
    }
}
