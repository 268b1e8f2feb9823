package io.sluice.dispatch.queries;

import io.sluice.contracts.task.TaskState;
import io.sluice.dispatch.task.TaskColumns;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The statement that reads one page. Each side is read in the order of an index and no further than the page, then both are
 * merged; a side that can't hold what is asked for is left out.
 */
record TaskListStatement(String sql, Tuple parameters) {
    // A task that was lost and waits again is still listed under the node that it was on.
    private static final String LIVE_ON_NODE = """
            t.id in (
                select task_id from attempt where node = %1$s
                union all
                select q.id from task q join attempt_history p on p.task_id = any(array[q.id]) and p.attempt = q.attempt
                where q.state = 'QUEUED' and q.attempt > 0 and p.node = %1$s)""";

    private static final int TERMINAL_STATES = (int)
            Arrays.stream(TaskState.values()).filter(TaskState::isTerminal).count();

    private static final int LIVE_STATES = TaskState.values().length - TERMINAL_STATES;

    /** One more than the page is read, to know whether another follows. */
    static TaskListStatement of(TaskFilter filter) {
        Parameters parameters = new Parameters();
        String limit = parameters.add(filter.limit() + 1);
        List<String> sides = new ArrayList<>();
        if (!filter.liveStates().isEmpty()) {
            sides.add(live(filter, parameters, limit));
        }
        Set<TaskState> terminal = filter.terminalStates();
        if (terminal.size() == TERMINAL_STATES || filter.node() != null || filter.name() != null) {
            if (!terminal.isEmpty()) {
                sides.add(ended(filter, terminal, parameters, limit));
            }
        } else {
            // An index by state has the order of ids within one state only.
            terminal.forEach(state -> sides.add(ended(filter, Set.of(state), parameters, limit)));
        }
        String sql = "select " + TaskColumns.VIEW + ", " + TaskRows.SHOWN_IN_LISTS + " from ("
                + String.join(" union all ", sides) + ") v order by v.id desc limit " + limit;
        return new TaskListStatement(sql, parameters.values);
    }

    private static String live(TaskFilter filter, Parameters parameters, String limit) {
        List<String> conditions = new ArrayList<>();
        Set<TaskState> states = filter.liveStates();
        if (!states.contains(TaskState.QUEUED)) {
            conditions.add("t.state <> 'QUEUED'");
        }
        if (states.size() < LIVE_STATES) {
            conditions.add("t.state = any(" + parameters.add(names(states)) + ")");
        }
        if (filter.node() != null) {
            conditions.add(LIVE_ON_NODE.formatted(parameters.add(filter.node().value())));
        }
        conditions.addAll(ids("t", filter, parameters));
        String named = "";
        if (filter.name() != null) {
            named = " join task_spec n on n.task_id = t.id and n.name = " + parameters.add(filter.name());
        }
        return "select " + TaskColumns.LIVE + " from (select t.* from task t" + named + where(conditions)
                + " order by t.id desc limit " + limit + ") t " + TaskRows.LIVE_JOINS;
    }

    private static String ended(TaskFilter filter, Set<TaskState> states, Parameters parameters, String limit) {
        List<String> conditions = new ArrayList<>();
        if (states.size() == 1) {
            conditions.add(
                    "h.state = " + parameters.add(states.iterator().next().name()));
        } else if (states.size() < TERMINAL_STATES) {
            conditions.add("h.state = any(" + parameters.add(names(states)) + ")");
        }
        if (filter.node() != null) {
            conditions.add("h.node = " + parameters.add(filter.node().value()));
        }
        if (filter.name() != null) {
            conditions.add("h.name = " + parameters.add(filter.name()));
        }
        conditions.addAll(ids("h", filter, parameters));
        return "(select " + TaskColumns.ENDED + " from task_history h" + where(conditions)
                + " order by h.id desc limit " + limit + ")";
    }

    /** All are bounds of the same index in the order of which the page is read. */
    private static List<String> ids(String table, TaskFilter filter, Parameters parameters) {
        List<String> conditions = new ArrayList<>();
        UUID from = filter.submitted().from();
        if (from != null) {
            conditions.add(table + ".id >= " + parameters.add(from));
        }
        for (UUID end : Arrays.asList(filter.submitted().to(), filter.before())) {
            if (end != null) {
                conditions.add(table + ".id < " + parameters.add(end));
            }
        }
        return conditions;
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    private static String[] names(Set<TaskState> states) {
        return states.stream().map(Enum::name).toArray(String[]::new);
    }

    private static final class Parameters {
        private final Tuple values = Tuple.tuple();

        String add(Object value) {
            values.addValue(value);
            return "$" + values.size();
        }
    }
}
