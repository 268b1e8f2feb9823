package io.sluice.dispatch.events;

import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.service.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Tells what happens to tasks, in the transaction that makes it happen: an event is published after the commit, and never
 * without it.
 */
@Singleton
public final class TaskEvents {
    private final Outbox outbox;

    public TaskEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Publishes the events after the commit, in their order. */
    public Uni<Void> append(SqlConnection transaction, List<TaskEvent> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return outbox.append(
                transaction,
                events.stream()
                        .map(event -> new Outbox.Message(
                                Topics.TASK_EVENTS, event.id().toString(), EventTypes.TASK_CHANGED, event))
                        .toList());
    }
}
