package io.sluice.contracts.node;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of a node (RFC 7396): what is not named stays as it is, and null takes the operator's word away,
 * so that the node's own counts again.
 *
 * @param taskCap the most tasks at once, 0 to 10000; lowering it ends nothing
 * @param labels merged over the node's own labels: a null value takes the operator's label away, null all of them
 * @param force lower the cap although less than the capacity floor would be left
 */
public record NodePatch(
        @Nullable @Min(0) @Max(TaskCap.MAX) Integer taskCap,
        @Nullable Map<String, @Nullable String> labels,
        @Nullable Boolean force) {
    /** A patch that obeys the capacity floor. */
    public NodePatch(@Nullable Integer taskCap, @Nullable Map<String, @Nullable String> labels) {
        this(taskCap, labels, null);
    }
}
