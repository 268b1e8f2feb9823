package io.sluice.dispatch.task;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column of a task. Expressions of SQL speak of the tables by the letters that {@link TaskColumns} gives them.
 *
 * @param name in its table
 * @param table where it stands while the task lives
 * @param sent what intake sends for it; null when it sends nothing
 * @param queuedAs what intake writes; null when that is the column's default
 * @param history its name in the history; null when it is not kept
 * @param atEnd what the end of the task writes to the history; null when it is not kept
 * @param ofLive what is shown of a live task
 * @param shown whether and how it is shown to people
 */
record TaskColumn(
        String name,
        Table table,
        @Nullable Sent sent,
        @Nullable String queuedAs,
        @Nullable String history,
        @Nullable String atEnd,
        String ofLive,
        Shown shown) {
    /** Where a column stands while the task lives. */
    enum Table {
        /** The narrow row that the claim reads. */
        TASK,
        /** What the claim does not need. */
        TASK_SPEC,
        /** Nowhere: it is made by the end. */
        TASK_HISTORY
    }

    /** Whether a column is shown to people. */
    enum Shown {
        /** As it is. */
        WHOLE,
        /** In parts, which each statement names for itself. */
        IN_PARTS,
        /** Not at all. */
        HIDDEN
    }

    /** A type of which intake sends an array. */
    enum Type {
        UUIDS("uuid", UUID.class, ""),
        INTS("int", Integer.class, ""),
        LONGS("bigint", Long.class, ""),
        TEXTS("text", String.class, ""),
        /** Sent as text. */
        JSONS("text", String.class, "::jsonb");

        private final String sql;
        private final Class<?> java;
        private final String cast;

        Type(String sql, Class<?> java, String cast) {
            this.sql = sql;
            this.java = java;
            this.cast = cast;
        }
    }

    /** What intake sends for a column: an array with a value of each task of the batch. */
    record Sent(Type type, Function<NewTask, @Nullable Object> value) {
        String sqlArray() {
            return type.sql + "[]";
        }

        Object[] array(List<NewTask> tasks) {
            Object[] array = (Object[]) Array.newInstance(type.java, tasks.size());
            for (int i = 0; i < array.length; i++) {
                array[i] = value.apply(tasks.get(i));
            }
            return array;
        }
    }

    /** A column that lives in {@code task}, and goes to the history as it is. */
    static TaskColumn ofTask(String name) {
        return new TaskColumn(name, Table.TASK, null, null, name, name, "t." + name, Shown.WHOLE);
    }

    /** A column that lives in {@code task_spec}, and goes to the history as it is. */
    static TaskColumn ofSpec(String name) {
        return new TaskColumn(name, Table.TASK_SPEC, null, null, name, name, "s." + name, Shown.WHOLE);
    }

    /** A column of the history alone, which the end of a task has under its name. */
    static TaskColumn ofHistory(String name, String ofLive) {
        return new TaskColumn(name, Table.TASK_HISTORY, null, null, name, name, ofLive, Shown.WHOLE);
    }

    /** Intake sends it. */
    TaskColumn sent(Type type, Function<NewTask, @Nullable Object> value) {
        Sent column = new Sent(type, value);
        return new TaskColumn(name, table, column, "r." + name + type.cast, history, atEnd, ofLive, shown);
    }

    /** Intake writes it. */
    TaskColumn queuedAs(String expression) {
        return new TaskColumn(name, table, sent, expression, history, atEnd, ofLive, shown);
    }

    /** It is another value at the end. */
    TaskColumn endsAs(String expression) {
        return new TaskColumn(name, table, sent, queuedAs, history, expression, ofLive, shown);
    }

    /** Outside of the live tables it is what it stands for: a column of {@code task_selector l}. */
    TaskColumn standsFor(String column, String as) {
        return new TaskColumn(name, table, sent, queuedAs, as, column, "l." + column, shown);
    }

    /** It is of no use once the task has ended, and is shown to nobody. */
    TaskColumn whileLive() {
        return new TaskColumn(name, table, sent, queuedAs, null, null, ofLive, Shown.HIDDEN);
    }

    TaskColumn shown(Shown how) {
        return new TaskColumn(name, table, sent, queuedAs, history, atEnd, ofLive, how);
    }

    boolean isKept() {
        return history != null;
    }

    boolean isRead() {
        return isKept() && shown != Shown.HIDDEN;
    }

    /** Its name in the history and in what is read of tasks. */
    String keptName() {
        return Objects.requireNonNull(history);
    }

    /** Of a live task, under the name that it has in the history. */
    String readLive() {
        return ofLive.endsWith("." + history) ? ofLive : ofLive + " as " + history;
    }
}
