package io.sluice.dispatch;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;

/**
 * A stored live attempt of a task, which it takes out of the queue; says only what matters. By default ASSIGNED now to
 * {@code n-1} in its epoch 1, number 1, with a QUEUED task made for it.
 */
public final class AttemptBuilder {
    private UUID taskId;
    private TaskBuilder task = TaskBuilder.aTask();
    private int attempt = 1;
    private String node = "n-1";
    private long epoch = 1;
    private boolean running;
    private Duration assignedAgo = Duration.ZERO;
    private Duration startedAgo = Duration.ZERO;
    private String stopCause;
    private boolean reconnecting;

    private AttemptBuilder() {}

    public static AttemptBuilder anAttempt() {
        return new AttemptBuilder();
    }

    /** Of a task that is stored. */
    public AttemptBuilder of(UUID stored) {
        this.taskId = stored;
        return this;
    }

    /** Of a task to be stored with it. */
    public AttemptBuilder of(TaskBuilder value) {
        this.task = value;
        return this;
    }

    public AttemptBuilder number(int value) {
        this.attempt = value;
        return this;
    }

    public AttemptBuilder on(String name) {
        this.node = name;
        return this;
    }

    public AttemptBuilder inEpoch(long value) {
        this.epoch = value;
        return this;
    }

    public AttemptBuilder running() {
        this.running = true;
        return this;
    }

    public AttemptBuilder runningFor(Duration value) {
        this.running = true;
        this.startedAgo = value;
        this.assignedAgo = assignedAgo.compareTo(value) < 0 ? value : assignedAgo;
        return this;
    }

    public AttemptBuilder assignedAgo(Duration value) {
        this.assignedAgo = value;
        return this;
    }

    /** CANCEL, REQUEUE or TIMEOUT. */
    public AttemptBuilder toBeStopped(String cause) {
        this.stopCause = cause;
        return this;
    }

    public AttemptBuilder reconnecting() {
        this.reconnecting = true;
        return this;
    }

    /** Stores it and answers the id of its task. */
    public UUID insert(DispatchDatabase database) {
        UUID id = taskId != null ? taskId : task.insert(database);
        database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        with taken as (
                            update task set attempt = $2,
                                state = case when state = 'CANCELING' then state else $5 end
                            where id = $1)
                        insert into attempt (task_id, attempt, node, epoch, state, assigned_at, started_at,
                            stop_cause, stop_by, reconnecting_since)
                        values ($1, $2, $3, $4, $5, clock_timestamp() - $6::bigint * interval '1 millisecond',
                            case when $5 = 'RUNNING' then clock_timestamp() - $7::bigint * interval '1 millisecond' end,
                            $8, case when $8::text is not null then 'alice' end,
                            case when $9 then clock_timestamp() end)""")
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addInteger(attempt)
                        .addString(node)
                        .addLong(epoch)
                        .addString(running ? "RUNNING" : "ASSIGNED")
                        .addLong(assignedAgo.toMillis())
                        .addLong(startedAgo.toMillis())
                        .addString(stopCause)
                        .addBoolean(reconnecting)));
        return id;
    }
}
