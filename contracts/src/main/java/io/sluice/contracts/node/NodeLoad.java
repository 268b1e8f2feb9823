package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
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
        @Nullable Instant renewedAt) {}
