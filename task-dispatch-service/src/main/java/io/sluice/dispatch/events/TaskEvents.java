package io.sluice.dispatch.events;

import io.sluice.contracts.event.EventTypes;
import io.sluice.contracts.event.TaskEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.task.TaskState;
import io.sluice.service.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells what happens to tasks, in the transaction that makes it happen: an event is published after the commit, and never
 * without it. That of an end always; another may be left out for a newer one of its task.
 */
@Singleton
public final class TaskEvents {
    private static final String LASTING = Arrays.stream(TaskState.values())
            .filter(TaskState::isTerminal)
            .map(state -> "'" + state.name() + "'")
            .collect(Collectors.joining(", "));

    // As Jackson writes a TaskEvent.
    private static final String JSON = """
            json_strip_nulls(json_build_object(
                'id', id, 'name', name, 'state', state, 'attempt', attempt, 'node', node, 'exitCode', exit_code,
                'reason', case when reason_code is not null then json_build_object('code', reason_code, 'text', reason_text) end,
                'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text""";

    private static final String APPEND =
            """
            insert into outbox_batch (topic, type, passing, keys, payloads, event_ids)
            select '%s', '%s', passing, array_agg(id::text order by at), array_agg(payload order by at), array_agg(event_id order by at)
            from (
                select id, at, state not in (%s) as passing, (%%2$s::uuid[])[row_number() over ()] as event_id,
                    (row_number() over () - 1) / %d as part,
                    %s as payload
                from %%1$s changed) event
            group by passing, part""".formatted(Topics.TASK_EVENTS, EventTypes.TASK_CHANGED, LASTING, Outbox.MAX_ROW_EVENTS, JSON);

    private final Outbox outbox;

    TaskEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Publishes the events after the commit, in their order. */
    public Uni<Void> append(SqlConnection transaction, List<TaskEvent> events) {
        return outbox.append(
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

    /**
     * A part of the statement that makes changes, which appends an event for each of them and so costs no statement of its own.
     * Whoever executes it {@linkplain #publishOnceCommitted publishes} them.
     *
     * @param changes a table expression of one row a task, with the columns id, name, state, attempt, node, exit_code,
     *     reason_code, reason_text and at
     * @param ids the parameter with {@linkplain Outbox#newIds ids}, no fewer than rows
     */
    public static String appending(String changes, String ids) {
        return APPEND.formatted(changes, ids);
    }

    /** What statements have appended to this transaction leaves after the commit. */
    public void publishOnceCommitted(SqlConnection transaction) {
        outbox.publishOnceCommitted(transaction);
    }
}
