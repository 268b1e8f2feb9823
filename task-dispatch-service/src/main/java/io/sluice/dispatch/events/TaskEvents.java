package io.sluice.dispatch.events;

import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.service.outbox.Outbox;
import io.sluice.service.outbox.OutboxRelay;
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
    private final Runnable publish;

    @Inject
    TaskEvents(Outbox outbox, OutboxRelay relay) {
        this(outbox::append, relay::wake);
    }

    /**
     * Events that go elsewhere.
     *
     * @param append stores them with the transaction
     * @param publish is run after its commit
     */
    public TaskEvents(BiFunction<SqlConnection, List<Outbox.Message>, Uni<Void>> append, Runnable publish) {
        this.append = append;
        this.publish = publish;
    }

    /** Publishes the events after the commit, in their order. */
    public Uni<Void> append(SqlConnection transaction, List<TaskEvent> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // Its failure is the rollback, which whoever opened the transaction hears of.
        transaction.transaction().completion().subscribe().with(committed -> publish.run(), rolledBack -> {});
        return append.apply(
                transaction,
                events.stream()
                        .map(event -> new Outbox.Message(
                                Topics.TASK_EVENTS, event.id().toString(), EventTypes.TASK_CHANGED, event))
                        .toList());
    }
}
