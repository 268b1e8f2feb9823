package io.sluice.dispatch;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A stored live task; says only what matters. By default an exec task that is QUEUED, submitted now, priority 3, any
 * node, {@code once}. A state other than QUEUED wants an attempt beside it: see {@link AttemptBuilder}, which sets it.
 */
public final class TaskBuilder {
    /** One for all builders of tasks: it alone keeps the order of ids made in the same millisecond. */
    static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private UUID id = IDS.generate();
    private TaskState state = TaskState.QUEUED;
    private String type = "exec";
    private boolean typedSelector = true;
    private int priority = 3;
    private Map<String, String> selector = Map.of();
    private Guarantee guarantee = Guarantee.ONCE;
    private int attempt;
    private int maxAttempts = 1;
    private Duration timeout = Duration.ofHours(1);
    private Duration queueLimit = Duration.ofHours(24);
    private Duration submittedAgo = Duration.ZERO;
    private String name;
    private String canceledBy;

    private TaskBuilder() {}

    public static TaskBuilder aTask() {
        return new TaskBuilder();
    }

    public TaskBuilder withId(UUID value) {
        this.id = value;
        return this;
    }

    public TaskBuilder ofType(String value) {
        this.type = value;
        return this;
    }

    /** Under a selector that does not tell the type. */
    public TaskBuilder queuedByAnOlderVersion() {
        this.typedSelector = false;
        return this;
    }

    public TaskBuilder withPriority(int value) {
        this.priority = value;
        return this;
    }

    public TaskBuilder withSelector(String label, String value) {
        this.selector = new TreeMap<>(selector);
        this.selector.put(label, value);
        return this;
    }

    public TaskBuilder with(Guarantee value) {
        this.guarantee = value;
        return this;
    }

    public TaskBuilder withMaxAttempts(int value) {
        this.maxAttempts = value;
        return this;
    }

    /** The number of the newest attempt, for a task that was lost and waits again. */
    public TaskBuilder afterAttempt(int value) {
        this.attempt = value;
        return this;
    }

    public TaskBuilder withTimeout(Duration value) {
        this.timeout = value;
        return this;
    }

    public TaskBuilder withQueueLimit(Duration value) {
        this.queueLimit = value;
        return this;
    }

    public TaskBuilder submittedAgo(Duration value) {
        this.submittedAgo = value;
        return this;
    }

    public TaskBuilder named(String value) {
        this.name = value;
        return this;
    }

    /** With an attempt to be added by hand. */
    public TaskBuilder in(TaskState value) {
        this.state = value;
        return this;
    }

    /** CANCELING, with an attempt to be added by hand. */
    public TaskBuilder canceledBy(String actor) {
        this.state = TaskState.CANCELING;
        this.canceledBy = actor;
        return this;
    }

    /** Stores it and answers its id. */
    public UUID insert(DispatchDatabase database) {
        OffsetDateTime submitted = database.row("select clock_timestamp() as now")
                .getOffsetDateTime("now")
                .minus(submittedAgo);
        JsonObject submission = new JsonObject()
                .put("type", type)
                .put("command", new JsonArray().add("true"))
                .put("nodeSelector", json(selector));
        if (name != null) {
            submission.put("name", name);
        }
        database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        with selector as (
                            insert into task_selector (digest, type, labels)
                            values (
                                case when $12::text is null then sha256(convert_to($1, 'UTF8'))
                                    else selector_digest($12::text, sha256(convert_to($1, 'UTF8'))) end,
                                $12::text, $1::text::jsonb)
                            on conflict (digest) do update set labels = excluded.labels returning id)
                        insert into task (id, state, priority, selector_id, guarantee, attempt, max_attempts,
                            timeout_millis, queue_limit_millis, submitted_at, queued_at, expires_at, cancel_by, cancel_since)
                        select $2, $3, $4, id, $5, $6, $7, $8, $9::bigint, $10::timestamptz, $10::timestamptz,
                            $10::timestamptz - (select paused_total from queue_state) + $9::bigint * interval '1 millisecond',
                            $11::text, case when $11::text is not null then clock_timestamp() end
                        from selector""")
                .execute(Tuple.tuple()
                        .addString(json(selector).encode())
                        .addUUID(id)
                        .addString(state.name())
                        .addInteger(priority)
                        .addString(guarantee.name())
                        .addInteger(state == TaskState.QUEUED ? attempt : Math.max(attempt, 1))
                        .addInteger(maxAttempts)
                        .addLong(timeout.toMillis())
                        .addLong(queueLimit.toMillis())
                        .addOffsetDateTime(submitted)
                        .addString(canceledBy)
                        .addString(typedSelector ? type : null))
                .chain(() -> transaction.preparedQuery("""
                                insert into task_spec (task_id, type, name, submission, submitted_by)
                                values ($1, $4, $2, $3, 'alice')""").execute(Tuple.of(id, name, submission, type))));
        return id;
    }

    private static JsonObject json(Map<String, String> labels) {
        JsonObject object = new JsonObject();
        new TreeMap<>(labels).forEach(object::put);
        return object;
    }
}
