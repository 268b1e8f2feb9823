package io.sluice.dispatch.events;

import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.service.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Tells what happens to tasks, in the transaction that makes it happen: an event is published after the commit, and never
 * without it.
 */
@Singleton
public final class TaskEvents {
    private final BiFunction<SqlConnection, List<Outbox.Message>, Uni<Void>> append;

    @Inject
    TaskEvents(Outbox outbox) {
        this(outbox::append);
    }

    /**
     * Events that go elsewhere.
     *
     * @param append stores them with the transaction, and publishes them after its commit
     */
    public TaskEvents(BiFunction<SqlConnection, List<Outbox.Message>, Uni<Void>> append) {
        this.append = append;
    }

    /** Publishes the events after the commit, in their order. That of an end always; another may be left out for a newer one. */
    public Uni<Void> append(SqlConnection transaction, List<TaskEvent> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return append.apply(
                transaction,
                events.stream()
                        .map(event -> new Outbox.Message(
                                Topics.TASK_EVENTS,
                                event.id().toString(),
                                EventTypes.TASK_CHANGED,
                                !event.state().isTerminal(),
                                event))
                        .toList());
    }
}
