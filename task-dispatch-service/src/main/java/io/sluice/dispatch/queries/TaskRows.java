package io.sluice.dispatch.queries;

import io.sluice.contracts.Reason;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.contracts.task.TaskView.Waited;
import io.sluice.dispatch.task.TaskColumns;
import io.sluice.dispatch.waiting.Needs;
import io.sluice.service.sql.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How rows of {@link TaskColumns} are read, and what is selected beside these columns. The environment and the input of a
 * task are never selected.
 */
final class TaskRows {
    /** The tables that hold the columns of a live task {@code t}. Only one that was lost has an ended attempt to look for. */
    static final String LIVE_JOINS = """
            join task_spec s on s.task_id = any(array[t.id])
            join task_selector l on l.id = any(array[t.selector_id])
            left join attempt a on a.task_id = any(array[t.id])
            left join lateral (
                select h.node, h.exit_code from attempt_history h
                where h.task_id = t.id and (t.attempt > 1 or t.attempt = 1 and t.state = 'QUEUED')
                order by h.attempt desc limit 1) e on true""";

    /** What of the submission is shown of one task. */
    static final String SHOWN = "v.submission -> 'command' as command, v.submission -> 'parameters' as parameters";

    /**
     * What of the submission is shown in a list: not what is too long for one. The stored size is asked first, since it is
     * known without reading the whole.
     */
    static final String SHOWN_IN_LISTS = """
            case when pg_column_size(v.submission) > 16384 then null
                when octet_length((v.submission -> 'command')::text) > 8192 then null
                else v.submission -> 'command' end as command,
            case when pg_column_size(v.submission) > 16384 then null
                when octet_length((v.submission -> 'parameters')::text) > 8192 then null
                else v.submission -> 'parameters' end as parameters""";

    private TaskRows() {}

    /** Reads a row of the view; attempts are null when it has no such column. */
    static TaskView read(Row row, Function<Needs, Reason> waiting) {
        TaskState state = TaskState.valueOf(row.getString("state"));
        Map<String, String> selector = Rows.strings(row.getJsonObject("selector"));
        String node = row.getString("node");
        JsonObject parameters = row.getJsonObject("parameters");
        return new TaskView(
                row.getUUID("id"),
                state,
                row.getString("type"),
                row.getString("name"),
                command(row.getJsonArray("command")),
                parameters == null ? null : Rows.strings(parameters),
                row.getInteger("priority"),
                selector,
                Guarantee.valueOf(row.getString("guarantee")),
                row.getInteger("max_attempts"),
                Timespan.ofMillis(row.getLong("timeout_millis")),
                Timespan.ofMillis(row.getLong("queue_limit_millis")),
                row.getString("submitted_by"),
                Rows.requiredInstant(row, "submitted_at"),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "ended_at"),
                row.getInteger("attempt"),
                node == null ? null : new NodeName(node),
                row.getInteger("exit_code"),
                reason(row.getString("reason_code"), row.getString("reason_text")),
                state == TaskState.QUEUED ? waiting.apply(new Needs(row.getString("type"), selector)) : null,
                waited(row.getJsonArray("waited")),
                row.getUUID("rerun_of"),
                row.getColumnIndex("attempts") < 0 ? null : attempts(row.getJsonArray("attempts")));
    }

    private static List<AttemptView> attempts(@Nullable JsonArray array) {
        List<AttemptView> attempts = new ArrayList<>();
        objects(
                array,
                attempt -> attempts.add(new AttemptView(
                        attempt.getInteger("attempt"),
                        new NodeName(attempt.getString("node")),
                        new Epoch(attempt.getLong("epoch")),
                        AttemptState.valueOf(attempt.getString("state")),
                        OffsetDateTime.parse(attempt.getString("assigned_at")).toInstant(),
                        instant(attempt.getString("started_at")),
                        instant(attempt.getString("ended_at")),
                        attempt.getInteger("exit_code"),
                        reason(attempt.getString("reason_code"), attempt.getString("reason_text")),
                        attempt.getBoolean("reconnecting"),
                        attempt.getInteger("refused_reports"))));
        return attempts;
    }

    private static @Nullable List<Waited> waited(@Nullable JsonArray array) {
        if (array == null) {
            return null;
        }
        List<Waited> waited = new ArrayList<>();
        objects(array, cause -> waited.add(new Waited(cause.getString("code"), cause.getLong("seconds"))));
        return waited;
    }

    private static @Nullable List<String> command(@Nullable JsonArray array) {
        return array == null ? null : array.stream().map(String::valueOf).toList();
    }

    private static void objects(@Nullable JsonArray array, Consumer<JsonObject> each) {
        for (int i = 0; array != null && i < array.size(); i++) {
            each.accept(array.getJsonObject(i));
        }
    }

    private static @Nullable Reason reason(@Nullable String code, @Nullable String text) {
        return code == null || text == null ? null : new Reason(code, text);
    }

    private static @Nullable Instant instant(@Nullable String time) {
        return time == null ? null : OffsetDateTime.parse(time).toInstant();
    }
}
