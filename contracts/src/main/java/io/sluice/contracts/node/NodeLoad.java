package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A node as dispatch knows it.
 *
 * @param revision of the admission in force
 * @param open whether attempts may be created
 * @param attached whether its lease holds
 * @param renewedAt the last renewal, or null before the first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeLoad(
        NodeName name,
        Epoch epoch,
        long revision,
        boolean open,
        boolean attached,
        int taskCap,
        int liveAttempts,
        @Nullable Instant renewedAt) {

    /**
     * The live attempts, if none can be added to them: dispatch counted them after it had closed the node as the registry
     * knows it. Empty for a count of an older revision or epoch, or of a node that is open, since another attempt may follow.
     * {@link NodeStatus#DRAINED} rests on nothing else.
     *
     * @param registeredRevision the registry's revision of the node
     * @param registeredEpoch the registry's epoch of the node
     */
    public OptionalInt finalAttempts(long registeredRevision, Epoch registeredEpoch) {
        boolean isFinal = !open && revision >= registeredRevision && !epoch.isOlderThan(registeredEpoch);
        return isFinal ? OptionalInt.of(liveAttempts) : OptionalInt.empty();
    }
}
