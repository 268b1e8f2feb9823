package io.sluice.dispatch.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.task.TaskColumn.Table;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Whoever adds a column to a table of tasks, or to the list, is told of the other. */
class TaskColumnsStoreTest {
    private final DispatchDatabase database = DispatchDatabase.empty();

    @Test
    void eachColumnOfALiveTaskIsListedOnce() {
        assertThat(columns("task")).containsExactlyInAnyOrderElementsOf(listed(Table.TASK));
    }

    @Test
    void eachColumnOfASpecIsListedOnce() {
        assertThat(columns("task_spec"))
                .containsOnlyOnce("task_id")
                .filteredOn(name -> !name.equals("task_id"))
                .containsExactlyInAnyOrderElementsOf(listed(Table.TASK_SPEC));
    }

    @Test
    void eachColumnOfTheHistoryIsListedOnce() {
        assertThat(columns("task_history"))
                .containsExactlyInAnyOrderElementsOf(names(TaskColumn::isKept, TaskColumn::keptName));
    }

    /** One that intake writes and an end does not keep would be lost without a word. */
    @Test
    void whatIntakeWasSentIsKept() {
        assertThat(names(column -> column.sent() != null && !column.isKept(), TaskColumn::name))
                .isEmpty();
    }

    private List<String> columns(String table) {
        return database
                .rows("select column_name from information_schema.columns"
                        + " where table_schema = current_schema() and table_name = '" + table + "'")
                .stream()
                .map(row -> row.getString("column_name"))
                .toList();
    }

    private static List<String> listed(Table table) {
        return names(column -> column.table() == table, TaskColumn::name);
    }

    private static List<String> names(Predicate<TaskColumn> which, Function<TaskColumn, String> name) {
        return TaskColumns.ALL.stream().filter(which).map(name).toList();
    }
}
