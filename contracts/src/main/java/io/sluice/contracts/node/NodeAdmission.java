package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the registry lets dispatch do with a node. The newest revision wins, however and how often it arrives.
 *
 * @param drain an operator's, or the node's own while its process stops: while enabled no attempt may be created
 * @param taskCap the most live attempts
 * @param types of the tasks that it runs; null from an older registry: then {@code exec} and {@code noop}
 * @param claim how its process holds the name; null from a registry of a version without
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeAdmission(
        @NotNull NodeName name,
        @NotNull Epoch epoch,
        @NotNull NodeKind kind,
        @Min(1) long revision,
        @NotNull Drain drain,
        @Min(0) @Max(TaskCap.MAX) int taskCap,
        @NotNull Map<String, String> labels,
        @Nullable List<@NotNull String> types,
        @Nullable @Valid NodeClaim claim) {
    /**
     * The same as the topic of events has it, which outsiders read. What proves who a node is goes from service to service
     * alone: so nobody who can write to the topic can be a node, nor tries whether somebody chose a weak secret.
     */
    public NodeAdmission forEvents() {
        return new NodeAdmission(
                name, epoch, kind, revision, drain, taskCap, labels, types, claim == null ? null : claim.withoutHash());
    }
}
