package io.sluice.gateway.console;

import io.sluice.contracts.task.TaskState;
import java.util.Arrays;
import java.util.List;

/**
 * A page of tasks, newest first.
 *
 * @param rows those that the filter admits
 * @param query what was asked for
 * @param next the cursor of the next page, empty on the last
 * @param trouble what is wrong with the filter, empty when nothing is
 */
record TaskTable(List<TaskRow> rows, TaskQuery query, String next, String trouble) {
    /** Every state, for the filter. */
    public List<String> states() {
        return Arrays.stream(TaskState.values()).map(Enum::name).toList();
    }

    public String state() {
        return query.state();
    }

    public String node() {
        return query.node();
    }

    public String name() {
        return query.name();
    }

    /** The beginning of the time of submission, exactly. */
    public String after() {
        return TaskQuery.moment(query.after());
    }

    /** The end of the time of submission, exactly. */
    public String before() {
        return TaskQuery.moment(query.before());
    }

    /** The same for its field. */
    public String afterField() {
        return query.afterField();
    }

    /** The same for its field. */
    public String beforeField() {
        return query.beforeField();
    }

    public String cursor() {
        return query.cursor();
    }

    /** Whether anything is filtered. */
    public boolean isFiltered() {
        return !(state().isEmpty() && node().isEmpty() && name().isEmpty() && after().isEmpty() && before().isEmpty());
    }

    /** How many of them can be canceled. */
    public long live() {
        return rows.stream().filter(Bulk.CANCEL::admits).count();
    }

    /** How many of them can be run again. */
    public long ended() {
        return rows.stream().filter(Bulk.RERUN::admits).count();
    }

    /** The query of this very page. */
    public String here() {
        return query.at(cursor());
    }

    /** The query of the next page. */
    public String further() {
        return query.at(next);
    }

    /** The query of the newest. */
    public String newest() {
        return query.at("");
    }
}
