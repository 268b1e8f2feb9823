package io.sluice.dispatch;

import io.sluice.contracts.task.TaskState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;

/**
 * A stored ended task with its one attempt; says only what matters. By default SUCCEEDED on {@code n-1} with exit code 0,
 * submitted a minute and ended a second ago.
 */
public final class EndedTaskBuilder {
    private UUID id = TaskBuilder.IDS.generate();
    private TaskState state = TaskState.SUCCEEDED;
    private String node = "n-1";
    private int attempt = 1;
    private Integer exitCode = 0;
    private String name;
    private String reasonCode;
    private JsonArray waited;
    private Duration endedAgo = Duration.ofSeconds(1);
    private long logSeq;

    private EndedTaskBuilder() {}

    public static EndedTaskBuilder anEndedTask() {
        return new EndedTaskBuilder();
    }

    public EndedTaskBuilder withId(UUID value) {
        this.id = value;
        return this;
    }

    public EndedTaskBuilder on(String value) {
        this.node = value;
        return this;
    }

    public EndedTaskBuilder named(String value) {
        this.name = value;
        return this;
    }

    public EndedTaskBuilder failed(int code) {
        this.state = TaskState.FAILED;
        this.exitCode = code;
        this.reasonCode = "EXIT_CODE";
        return this;
    }

    /** Without any attempt, after having waited for this. */
    public EndedTaskBuilder expired(String waitedFor, long seconds) {
        this.state = TaskState.EXPIRED;
        this.attempt = 0;
        this.node = null;
        this.exitCode = null;
        this.reasonCode = "QUEUE_LIMIT";
        this.waited =
                new JsonArray().add(new JsonObject().put("code", waitedFor).put("seconds", seconds));
        return this;
    }

    public EndedTaskBuilder endedAgo(Duration value) {
        this.endedAgo = value;
        return this;
    }

    /** The sequence of the last piece of its log. */
    public EndedTaskBuilder withLogTo(long seq) {
        this.logSeq = seq;
        return this;
    }

    /** Stores it and answers its id. */
    public UUID insert(DispatchDatabase database) {
        JsonObject submission = new JsonObject().put("type", "exec").put("command", new JsonArray().add("true"));
        database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        insert into task_history (id, seq, state, priority, selector, guarantee, attempt, max_attempts,
                            timeout_millis, queue_limit_millis, submitted_at, started_at, ended_at, type, name, submission,
                            submitted_by, node, exit_code, reason_code, reason_text, waited)
                        select $1, 1, $2, 3, '{}', 'ONCE', $3::integer, 1, 3600000, 86400000,
                            at - interval '59 seconds', case when $3 > 0 then at - interval '1 second' end, at,
                            'exec', $4, $5, 'alice', $6, $7, $8::text,
                            case when $8 is not null then 'because of ' || $8 end, $9
                        from (select clock_timestamp() - $10::bigint * interval '1 millisecond' as at) ended""")
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addString(state.name())
                        .addInteger(attempt)
                        .addString(name)
                        .addJsonObject(submission)
                        .addString(node)
                        .addInteger(exitCode)
                        .addString(reasonCode)
                        .addJsonArray(waited)
                        .addLong(endedAgo.toMillis())));
        if (attempt > 0) {
            insertAttempt(database);
        }
        return id;
    }

    private void insertAttempt(DispatchDatabase database) {
        database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        insert into attempt_history (task_id, attempt, node, epoch, state, assigned_at, started_at, ended_at,
                            exit_code, log_seq, log_bytes, log_truncated)
                        select $1, $2, $3, 1, $4, at - interval '2 seconds', at - interval '1 second', at, $5, $6, 0, false
                        from (select clock_timestamp() - $7::bigint * interval '1 millisecond' as at) ended""")
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addInteger(attempt)
                        .addString(node)
                        .addString(state.name())
                        .addInteger(exitCode)
                        .addLong(logSeq)
                        .addLong(endedAgo.toMillis())));
    }
}
