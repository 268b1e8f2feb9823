package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.gateway.nodes.NodeFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * One page of the list of nodes: so many rows that it stays quick however large the cluster is.
 *
 * @param rows of this page
 * @param found how many nodes the filter admits
 * @param total how many nodes there are
 * @param query which are asked for; its page is one that there is
 * @param trouble what is wrong with the filter, empty when nothing is
 */
record NodeTable(List<NodeRow> rows, int found, int total, NodeQuery query, String trouble) {
    /** Rows of a page. */
    static final int PAGE = 100;

    /** With a filter that can't be understood the list is empty and says why. */
    static NodeTable of(List<NodeView> all, NodeQuery query, Instant now) {
        try {
            NodeFilter filter = NodeFilter.parse(given(query.status()), given(query.label()));
            List<NodeView> found = all.stream()
                    .filter(filter::admits)
                    .filter(node -> node.name().value().contains(query.name()))
                    .sorted(query.order().comparator())
                    .toList();
            int page = Math.min(query.page(), last(found.size()));
            List<NodeRow> rows = found.stream()
                    .skip((page - 1L) * PAGE)
                    .limit(PAGE)
                    .map(node -> new NodeRow(node, now))
                    .toList();
            return new NodeTable(rows, found.size(), all.size(), query.onPage(page), "");
        } catch (ProblemException refusal) {
            String trouble = Form.EMPTY.refused(refusal.problem(), List.of()).trouble();
            return new NodeTable(List.of(), 0, all.size(), query.onPage(1), trouble);
        }
    }

    /** How often it is read again besides when something happens, as {@code 10s}. */
    public String refresh() {
        return rows.stream().anyMatch(NodeRow::isChanging) ? NodeRow.OFTEN : NodeRow.SELDOM;
    }

    /** Every status, for the filter. */
    public List<String> statuses() {
        return Arrays.stream(NodeStatus.values()).map(Enum::name).toList();
    }

    public String name() {
        return query.name();
    }

    public String status() {
        return query.status();
    }

    public String label() {
        return query.label();
    }

    public String order() {
        return query.order().word();
    }

    /** The address of this very list. */
    public String address() {
        return query.address();
    }

    /** The address of the same list in another order. */
    public String sorted(String word) {
        return query.sorted(word).address();
    }

    /** For the header of a column: whether the list is in its order. */
    public String sort(String word) {
        return order().equals(word) ? "ascending" : "none";
    }

    /** Whether there is more than this page. */
    public boolean isPaged() {
        return found > PAGE;
    }

    /** Which rows these are, such as {@code 101 to 200 of 1000}. */
    public String range() {
        int first = (query.page() - 1) * PAGE + 1;
        return first + " to " + (first + rows.size() - 1) + " of " + found;
    }

    /** The address of the page before, or empty. */
    public String previous() {
        return query.page() > 1 ? query.onPage(query.page() - 1).address() : "";
    }

    /** The address of the page after, or empty. */
    public String next() {
        return query.page() < last(found) ? query.onPage(query.page() + 1).address() : "";
    }

    private static int last(int found) {
        return Math.max(1, (found + PAGE - 1) / PAGE);
    }

    private static List<String> given(String text) {
        return text.isBlank() ? List.of() : List.of(text);
    }
}
