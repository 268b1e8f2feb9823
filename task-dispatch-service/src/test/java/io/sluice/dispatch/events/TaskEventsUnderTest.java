package io.sluice.dispatch.events;

import io.sluice.service.outbox.Outbox;

/** Events for the tests of other features: they stay in the database. */
public final class TaskEventsUnderTest {
    private TaskEventsUnderTest() {}

    public static TaskEvents unpublished() {
        return new TaskEvents(new Outbox(() -> {}));
    }
}
