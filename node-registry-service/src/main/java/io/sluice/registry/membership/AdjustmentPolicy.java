package io.sluice.registry.membership;

import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.node.NodeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides what an operator's patch makes of a node. Pure. */
final class AdjustmentPolicy {
    private AdjustmentPolicy() {}

    /**
     * What the patch makes of the node.
     *
     * @param operatorTaskCap the operator's cap from now on, or null for the node's own
     * @param operatorLabels the operator's labels from now on
     * @param capChanged whether the operator's cap is another than before
     * @param labelsChanged whether the operator's labels are others than before
     */
    record Adjustment(
            @Nullable Integer operatorTaskCap,
            Map<String, String> operatorLabels,
            boolean capChanged,
            boolean labelsChanged) {
        boolean changesNothing() {
            return !capChanged && !labelsChanged;
        }
    }

    /** Lays the patch over what operators said before (RFC 7396). */
    static Adjustment onPatch(NodeRow node, NodePatch patch) {
        Integer cap = patch.taskCap() != null ? patch.taskCap() : node.operatorTaskCap();
        Map<String, String> labels = new TreeMap<>(node.operatorLabels());
        Map<String, @Nullable String> change = patch.labels();
        if (change != null) {
            change.forEach((key, value) -> {
                if (value == null) {
                    labels.remove(key);
                } else {
                    labels.put(key, value);
                }
            });
        }
        boolean capChanged = cap != null && !cap.equals(node.operatorTaskCap());
        return new Adjustment(cap, labels, capChanged, !labels.equals(node.operatorLabels()));
    }

    /** What is wrong with the outcome as a whole. */
    static List<FieldError> violations(Adjustment adjustment) {
        List<FieldError> errors = new ArrayList<>();
        if (adjustment.operatorLabels().size() > LabelPolicy.MOST_LABELS) {
            errors.add(new FieldError(
                    "labels", "at most " + LabelPolicy.MOST_LABELS + " labels of operators on one node"));
        }
        return errors;
    }
}
