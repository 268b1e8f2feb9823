package io.sluice.gateway.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Which nodes the list shows.
 *
 * @param order of the list
 * @param name a part of the names that are asked for, empty for any
 * @param status that is asked for, empty for any
 * @param label that is asked for, empty for any
 * @param page from 1; past the last one the last is shown
 */
record NodeQuery(NodeOrder order, String name, String status, String label, int page) {
    private static final String NUMBER = "[1-9][0-9]{0,5}";

    /** As the address says it; a page that is no number is the first. */
    static NodeQuery of(String sort, String name, String status, String label, String page) {
        return new NodeQuery(
                NodeOrder.of(sort),
                name.strip(),
                status.strip(),
                label.strip(),
                page.matches(NUMBER) ? Integer.parseInt(page) : 1);
    }

    /** The address of this list. */
    String address() {
        return "/nodes?sort=" + order.word() + "&name=" + encoded(name) + "&status=" + encoded(status) + "&label="
                + encoded(label) + (page == 1 ? "" : "&page=" + page);
    }

    NodeQuery onPage(int other) {
        return new NodeQuery(order, name, status, label, other);
    }

    /** The first page in another order. */
    NodeQuery sorted(String word) {
        return new NodeQuery(NodeOrder.of(word), name, status, label, 1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
