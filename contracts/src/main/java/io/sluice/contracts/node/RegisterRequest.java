package io.sluice.contracts.node;

import io.sluice.contracts.task.TaskTypes;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A process asks to be the node of this name.
 *
 * @param incarnation made once at boot; the same incarnation that asks again keeps its epoch
 * @param version of the software
 * @param labels the node's own labels
 * @param taskCap the node's own, which an operator's cap overrides
 * @param place Kubernetes coordinates (pod, namespace, node, zone) or host, for people
 * @param types of the tasks that it runs; null when it does not say, as older nodes don't: then {@code exec} and {@code noop}
 */
public record RegisterRequest(
        @NotNull NodeName name,
        @NotNull NodeKind kind,
        @NotNull UUID incarnation,
        @NotNull @Size(max = 100) String version,
        @NotNull @Size(max = Labels.MAX_COUNT) Map<String, String> labels,
        @Min(0) @Max(TaskCap.MAX) int taskCap,
        @Nullable @Size(max = Place.MAX_COUNT) Map<String, String> place,

        @Nullable @Size(min = 1, max = TaskTypes.MAX_TYPES)
        List<@NotNull @Pattern(regexp = TaskTypes.PATTERN) String> types) {}
