package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeView;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;

/** What the list of nodes is sorted by; nodes that are equal in it are by name. */
enum NodeOrder {
    NAME(Comparator.comparing(NodeView::name)),
    /** RUNNING first. */
    STATUS(Comparator.comparing(NodeView::status)),
    /** The one that was seen longest ago first. */
    SEEN(Comparator.comparing(NodeView::lastSeen)),
    CAP(Comparator.comparing(NodeView::taskCap).reversed()),
    /** The busiest first; a count that is not known is 0. */
    TASKS(Comparator.comparing((NodeView node) -> Objects.requireNonNullElse(node.runningTasks(), 0))
            .reversed()),
    /** Those that drain first. */
    DRAIN(Comparator.comparing((NodeView node) -> !node.drain().enabled()));

    private final Comparator<NodeView> comparator;

    NodeOrder(Comparator<NodeView> comparator) {
        this.comparator = comparator.thenComparing(NodeView::name);
    }

    /** The order of this word; by name when there is none. */
    static NodeOrder of(String word) {
        for (NodeOrder order : values()) {
            if (order.word().equals(word)) {
                return order;
            }
        }
        return NAME;
    }

    /** As it stands in an address. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Comparator<NodeView> comparator() {
        return comparator;
    }
}
