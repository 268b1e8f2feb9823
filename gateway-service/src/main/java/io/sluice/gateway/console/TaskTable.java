package io.sluice.gateway.console;

import io.sluice.contracts.task.TaskState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A page of tasks, newest first.
 *
 * @param rows those that the filter admits
 * @param state as it was asked for, empty for any
 * @param node as it was asked for, empty for any
 * @param name as it was asked for, empty for any
 * @param cursor where this page begins, empty for the newest
 * @param next the cursor of the next page, empty on the last
 * @param trouble what is wrong with the filter, empty when nothing is
 */
record TaskTable(
        List<TaskRow> rows, String state, String node, String name, String cursor, String next, String trouble) {
    /** Every state, for the filter. */
    public List<String> states() {
        return Arrays.stream(TaskState.values()).map(Enum::name).toList();
    }

    /** Whether anything is filtered. */
    public boolean isFiltered() {
        return !(state.isEmpty() && node.isEmpty() && name.isEmpty());
    }

    /** The address of this very page. */
    public String address() {
        return at(cursor);
    }

    /** The address of the next page. */
    public String nextAddress() {
        return at(next);
    }

    /** The address of the newest. */
    public String firstAddress() {
        return at("");
    }

    private String at(String place) {
        return "/tasks?state=" + encoded(state) + "&node=" + encoded(node) + "&name=" + encoded(name) + "&cursor="
                + encoded(place);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
