package io.sluice.gateway.console;

import io.sluice.contracts.node.CapAndLabels;
import io.sluice.contracts.node.NodeView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A label of a node.
 *
 * @param isOperators whether an operator set it, and may take it back
 * @param own what the node says itself under this key; null when it says nothing
 */
record LabelRow(
        String key,
        String value,
        boolean isOperators,
        @Nullable String own) {
    static List<LabelRow> of(NodeView node) {
        Map<String, String> operators = labels(node.overrides());
        Map<String, String> own = labels(node.own());
        return new TreeMap<>(node.labels())
                .entrySet().stream()
                        .map(label -> new LabelRow(
                                label.getKey(),
                                label.getValue(),
                                operators.containsKey(label.getKey()),
                                own.get(label.getKey())))
                        .toList();
    }

    public String text() {
        return key + "=" + value;
    }

    /** Who set it. */
    public String whose() {
        if (!isOperators) {
            return "the node's own";
        }
        return own == null ? "an operator's" : "an operator's, over the node's own " + own;
    }

    private static Map<String, String> labels(@Nullable CapAndLabels source) {
        return source == null ? Map.of() : source.labels();
    }
}
