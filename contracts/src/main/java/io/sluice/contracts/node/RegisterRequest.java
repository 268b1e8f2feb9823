package io.sluice.contracts.node;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A process asks to be the node of this name.
 *
 * @param incarnation made once at boot; the same incarnation that asks again keeps its epoch
 * @param version of the software
 * @param labels the node's own labels
 * @param taskCap the wish, 0 to 10000, which an operator's cap overrides
 * @param place Kubernetes coordinates (pod, namespace, node, zone) or host, for people
 */
public record RegisterRequest(
        @NotNull NodeName name,
        @NotNull NodeKind kind,
        @NotNull UUID incarnation,
        @NotNull @Size(max = 100) String version,
        @NotNull @Size(max = 64) Map<String, String> labels,
        @Min(0) @Max(10_000) int taskCap,
        @Nullable @Size(max = 16) Map<String, String> place) {}
