package io.sluice.dispatch.task;

import static io.sluice.dispatch.task.TaskColumn.ofHistory;
import static io.sluice.dispatch.task.TaskColumn.ofSpec;
import static io.sluice.dispatch.task.TaskColumn.ofTask;

import io.sluice.dispatch.task.TaskColumn.Sent;
import io.sluice.dispatch.task.TaskColumn.Shown;
import io.sluice.dispatch.task.TaskColumn.Table;
import io.sluice.dispatch.task.TaskColumn.Type;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Every column of a task, once. What intake inserts, what goes to the history and what is read of live and of ended tasks is
 * made of this list when the class is loaded; so each statement is one constant text.
 *
 * <p>The letters: {@code r} is a task that intake was sent, {@code moment} its two clocks, {@code selector} has the ids of the
 * selectors that were sent along; {@code t} is {@code task},
 * {@code s} {@code task_spec}, {@code l} {@code task_selector}, {@code h} {@code task_history}; {@code a} is a live attempt,
 * {@code e} the newest ended attempt of a live task. What a task's end writes stands in one row, and has no letter.
 */
public final class TaskColumns {
    static final List<TaskColumn> ALL = List.of(
            ofTask("id").sent(Type.UUIDS, task -> task.requested().id()),
            ofTask("seq").shown(Shown.HIDDEN),
            ofTask("state").queuedAs("'QUEUED'").endsAs("end_state"),
            ofTask("priority").sent(Type.INTS, task -> task.submission().priorityOrDefault()),
            ofTask("selector_id")
                    .sent(Type.INTS, NewTask::selector)
                    .queuedAs("selector.ids[r.selector_id]")
                    .standsFor("labels", "selector"),
            ofTask("guarantee")
                    .sent(
                            Type.TEXTS,
                            task -> task.submission().guaranteeOrDefault().name()),
            ofTask("attempt"),
            ofTask("max_attempts").sent(Type.INTS, task -> task.submission().maxAttemptsOrDefault()),
            ofTask("timeout_millis")
                    .sent(
                            Type.LONGS,
                            task -> task.submission().timeoutOrDefault().toMillis()),
            ofTask("queue_limit_millis")
                    .sent(
                            Type.LONGS,
                            task -> task.submission().queueLimitOrDefault().toMillis()),
            ofTask("submitted_at").queuedAs("moment.at"),
            ofTask("queued_at").queuedAs("moment.at").whileLive(),
            ofTask("expires_at")
                    .queuedAs("moment.queue_at + r.queue_limit_millis * interval '1 millisecond'")
                    .whileLive(),
            ofTask("cancel_by").whileLive(),
            ofTask("cancel_since").whileLive(),
            ofTask("cancel_detail").whileLive(),
            ofHistory("started_at", "a.started_at"),
            ofHistory("ended_at", "null::timestamptz"),
            ofSpec("type").sent(Type.TEXTS, task -> task.submission().type()),
            ofSpec("name").sent(Type.TEXTS, task -> task.submission().name()),
            ofSpec("submission").sent(Type.JSONS, NewTask::json).shown(Shown.IN_PARTS),
            ofSpec("submitted_by").sent(Type.TEXTS, task -> task.requested().submittedByOrDefault()),
            ofSpec("rerun_of").sent(Type.UUIDS, task -> task.requested().rerunOf()),
            ofHistory("node", "coalesce(a.node, e.node)"),
            ofHistory("exit_code", "e.exit_code"),
            ofHistory("reason_code", "null::text"),
            ofHistory("reason_text", "null::text"),
            ofHistory("waited", "null::jsonb")
                    .endsAs(
                            "case when end_state = 'EXPIRED' then waited_for(selector_id, submitted_at, ended_at) end"));

    private static final List<Sent> SENT =
            ALL.stream().map(TaskColumn::sent).filter(Objects::nonNull).toList();

    /** How many {@link #parameters} there are. */
    public static final int PARAMETERS = SENT.size();

    /** What intake sends, as rows {@code r}; the parameters are those of {@link #parameters}. */
    public static final String SENT_ROWS = "unnest("
            + IntStream.range(0, SENT.size())
                    .mapToObj(i -> "$" + (i + 1) + "::" + SENT.get(i).sqlArray())
                    .collect(Collectors.joining(", "))
            + ") as r (" + list(column -> column.sent() != null, TaskColumn::name) + ")";

    /** The columns of {@code task} that intake writes. */
    public static final String TASK = list(isQueuedIn(Table.TASK), TaskColumn::name);

    /** What it writes to them. */
    public static final String TASK_VALUES = list(isQueuedIn(Table.TASK), TaskColumns::queuedAs);

    /** The columns of {@code task_spec} but {@code task_id}; intake writes all of them. */
    public static final String SPEC = list(isQueuedIn(Table.TASK_SPEC), TaskColumn::name);

    /** What it writes to them. */
    public static final String SPEC_VALUES = list(isQueuedIn(Table.TASK_SPEC), TaskColumns::queuedAs);

    /** The columns of {@code task_spec s} but {@code task_id}. */
    public static final String OF_SPEC = list(column -> column.table() == Table.TASK_SPEC, TaskColumn::ofLive);

    /** The columns of {@code task_history}. */
    public static final String END = list(TaskColumn::isKept, TaskColumn::keptName);

    /** What the end of a task writes to them. */
    public static final String END_VALUES = list(TaskColumn::isKept, column -> Objects.requireNonNull(column.atEnd()));

    /** What is read of a live task. */
    public static final String LIVE = list(TaskColumn::isRead, TaskColumn::readLive);

    /** The same of an ended task. */
    public static final String ENDED = list(TaskColumn::isRead, column -> "h." + column.keptName());

    /** What is shown of both, {@code v}, besides the parts of the submission. */
    public static final String VIEW =
            list(column -> column.isRead() && column.shown() == Shown.WHOLE, column -> "v." + column.keptName());

    private TaskColumns() {}

    /** The parameters of {@link #SENT_ROWS}. */
    public static Tuple parameters(List<NewTask> tasks) {
        Tuple parameters = Tuple.tuple();
        SENT.forEach(column -> parameters.addValue(column.array(tasks)));
        return parameters;
    }

    private static Predicate<TaskColumn> isQueuedIn(Table table) {
        return column -> column.table() == table && column.queuedAs() != null;
    }

    private static String queuedAs(TaskColumn column) {
        return Objects.requireNonNull(column.queuedAs());
    }

    private static String list(Predicate<TaskColumn> which, Function<TaskColumn, String> text) {
        return ALL.stream().filter(which).map(text).collect(Collectors.joining(", "));
    }
}
