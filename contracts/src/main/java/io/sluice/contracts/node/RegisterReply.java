package io.sluice.contracts.node;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The registration was accepted.
 *
 * @param id the node's, the same for a name until it is retired
 * @param epoch to be carried by all that this process says
 * @param desired what operators request of it
 * @param secretKept whether the secret that was sent proves from now on who the node is; null from a version without
 */
public record RegisterReply(
        UUID id,
        Epoch epoch,
        DesiredState desired,
        @Nullable Boolean secretKept) {}
