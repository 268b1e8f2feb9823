package io.sluice.contracts.node;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of a node; null means unchanged.
 *
 * @param taskCap the most tasks at once, 0 to 10000; lowering it ends nothing
 * @param labels merged over the node's own labels (RFC 7396): a null value takes the operator's label away
 */
public record NodePatch(
        @Nullable @Min(0) @Max(10_000) Integer taskCap,
        @Nullable Map<String, @Nullable String> labels) {}
