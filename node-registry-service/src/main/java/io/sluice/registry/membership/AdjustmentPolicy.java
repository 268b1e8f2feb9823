package io.sluice.registry.membership;

import io.sluice.contracts.node.Labels;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.node.NodeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides what an operator's patch makes of a node. Pure. */
final class AdjustmentPolicy {
    /** The fields of a patch, as they are called in it. */
    static final String CAP = "taskCap";

    static final String LABELS = "labels";

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
        /** The cap in force from now on. */
        int taskCap(NodeRow node) {
            return operatorTaskCap != null ? operatorTaskCap : node.ownTaskCap();
        }

        boolean changesNothing() {
            return !capChanged && !labelsChanged;
        }
    }

    /**
     * Lays the patch over what operators said before (RFC 7396).
     *
     * @param cleared the fields that are named with null: there the node's own word counts again
     */
    static Adjustment onPatch(NodeRow node, NodePatch patch, Set<String> cleared) {
        Integer before = cleared.contains(CAP) ? null : node.operatorTaskCap();
        Integer cap = patch.taskCap() != null ? patch.taskCap() : before;
        Map<String, String> labels = cleared.contains(LABELS) ? new TreeMap<>() : new TreeMap<>(node.operatorLabels());
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
        boolean capChanged = !Objects.equals(cap, node.operatorTaskCap());
        return new Adjustment(cap, labels, capChanged, !labels.equals(node.operatorLabels()));
    }

    /** What is wrong with the outcome as a whole. */
    static List<FieldError> violations(Adjustment adjustment) {
        List<FieldError> errors = new ArrayList<>();
        if (adjustment.operatorLabels().size() > Labels.MAX_COUNT) {
            errors.add(new FieldError("labels", "at most " + Labels.MAX_COUNT + " labels of operators on one node"));
        }
        return errors;
    }
}
