package io.sluice.dispatch;

import io.sluice.contracts.task.TaskState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A stored ended task with its one attempt; says only what matters. By default SUCCEEDED on {@code n-1} with exit code 0,
 * submitted a minute and ended a second ago; it waited for 57 s, was on its way to the node for one and ran for another.
 */
public final class EndedTaskBuilder {
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private UUID id = TaskBuilder.IDS.generate();
    private TaskState state = TaskState.SUCCEEDED;
    private String node = "n-1";
    private int attempt = 1;
    private Integer exitCode = 0;
    private String name;
    private String reasonCode;
    private JsonArray waited;
    private Duration endedAgo = Duration.ofSeconds(1);
    private OffsetDateTime endedAt;
    private Duration waitedFor = Duration.ofSeconds(57);
    private Duration ranFor = Duration.ofSeconds(1);
    private boolean started = true;
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

    /** Rather than so long ago. */
    public EndedTaskBuilder endedAt(OffsetDateTime value) {
        this.endedAt = value;
        return this;
    }

    public EndedTaskBuilder canceled() {
        this.state = TaskState.CANCELED;
        this.exitCode = null;
        this.reasonCode = "CANCELED";
        return this;
    }

    public EndedTaskBuilder timedOut() {
        this.state = TaskState.TIMED_OUT;
        this.exitCode = null;
        this.reasonCode = "TIMED_OUT";
        return this;
    }

    /** From its submission to its assignment. */
    public EndedTaskBuilder waitedFor(Duration value) {
        this.waitedFor = value;
        return this;
    }

    public EndedTaskBuilder ranFor(Duration value) {
        this.ranFor = value;
        return this;
    }

    /** Its attempt ended before its process began. */
    public EndedTaskBuilder neverStarted() {
        this.started = false;
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
        OffsetDateTime at = database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        insert into task_history (id, seq, state, priority, selector, guarantee, attempt, max_attempts,
                            timeout_millis, queue_limit_millis, submitted_at, started_at, ended_at, type, name, submission,
                            submitted_by, node, exit_code, reason_code, reason_text, waited)
                        select $1, 1, $2, 3, '{}', 'ONCE', $3::integer, 1, 3600000, 86400000,
                            at - $12::bigint * interval '1 millisecond',
                            case when $3 > 0 and $14 then at - $13::bigint * interval '1 millisecond' end, at,
                            'exec', $4, $5, 'alice', $6, $7, $8::text,
                            case when $8 is not null then 'because of ' || $8 end, $9
                        from (select coalesce(
                            $11::timestamptz, clock_timestamp() - $10::bigint * interval '1 millisecond') as at) ended
                        returning ended_at""")
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
                        .addLong(endedAgo.toMillis())
                        .addOffsetDateTime(endedAt)
                        .addLong(waitedFor.plus(ON_ITS_WAY).plus(ranFor).toMillis())
                        .addLong(ranFor.toMillis())
                        .addBoolean(started))
                .map(rows -> rows.iterator().next().getOffsetDateTime("ended_at")));
        if (attempt > 0) {
            insertAttempt(database, at);
        }
        return id;
    }

    private void insertAttempt(DispatchDatabase database, OffsetDateTime at) {
        database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        insert into attempt_history (task_id, attempt, node, epoch, state, assigned_at, started_at, ended_at,
                            exit_code, log_seq, log_bytes, log_truncated)
                        values ($1, $2, $3, 1, $4, $7::timestamptz - $8::bigint * interval '1 millisecond',
                            case when $10 then $7 - $9::bigint * interval '1 millisecond' end, $7, $5, $6, 0, false)""")
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addInteger(attempt)
                        .addString(node)
                        .addString(state.name())
                        .addInteger(exitCode)
                        .addLong(logSeq)
                        .addOffsetDateTime(at)
                        .addLong(ON_ITS_WAY.plus(ranFor).toMillis())
                        .addLong(ranFor.toMillis())
                        .addBoolean(started)));
    }
}
