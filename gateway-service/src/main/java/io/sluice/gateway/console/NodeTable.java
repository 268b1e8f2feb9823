package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The list of nodes.
 *
 * @param rows those that the filter admits
 * @param total how many nodes there are
 * @param order the word of the order
 * @param status the status that is asked for, empty for any
 * @param label the label that is asked for, empty for any
 * @param trouble what is wrong with the filter, empty when nothing is
 */
record NodeTable(List<NodeRow> rows, int total, String order, String status, String label, String trouble) {
    /** How often it is read again besides when something happens, as {@code 10s}. */
    public String refresh() {
        return rows.stream().anyMatch(NodeRow::isChanging) ? NodeRow.OFTEN : NodeRow.SELDOM;
    }

    /** Every status, for the filter. */
    public List<String> statuses() {
        return Arrays.stream(NodeStatus.values()).map(Enum::name).toList();
    }

    /** The address of this very list. */
    public String address() {
        return sorted(order);
    }

    /** The address of the same list in another order. */
    public String sorted(String word) {
        return "/nodes?sort=" + word + "&status=" + encoded(status) + "&label=" + encoded(label);
    }

    /** For the header of a column: whether the list is in its order. */
    public String sort(String word) {
        return order.equals(word) ? "ascending" : "none";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
