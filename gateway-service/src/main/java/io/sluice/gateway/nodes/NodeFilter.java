package io.sluice.gateway.nodes;

import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes somebody wants to see.
 *
 * @param statuses any of these; all when empty
 * @param labels all of these
 */
public record NodeFilter(Set<NodeStatus> statuses, List<Map.Entry<String, String>> labels) {
    /**
     * Reads the query.
     *
     * @param labels each {@code key=value}
     * @throws ProblemException an {@code invalid-request} that names all that is wrong
     */
    public static NodeFilter parse(List<String> statuses, List<String> labels) {
        List<FieldError> errors = new ArrayList<>();
        Set<NodeStatus> wantedStatuses = EnumSet.noneOf(NodeStatus.class);
        for (String text : statuses) {
            try {
                wantedStatuses.add(NodeStatus.valueOf(text));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError("status", "one of " + Arrays.toString(NodeStatus.values())));
            }
        }
        List<Map.Entry<String, String>> wantedLabels = new ArrayList<>();
        for (String text : labels) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                errors.add(new FieldError("label", "key=value, such as zone=north"));
            } else {
                wantedLabels.add(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors.stream().distinct().toList());
        }
        return new NodeFilter(wantedStatuses, List.copyOf(wantedLabels));
    }

    /** Whether the node is one of those. */
    public boolean admits(NodeView node) {
        return (statuses.isEmpty() || statuses.contains(node.status()))
                && labels.stream()
                        .allMatch(label -> label.getValue().equals(node.labels().get(label.getKey())));
    }
}
