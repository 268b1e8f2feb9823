package io.sluice.contracts.node;

import java.util.UUID;

/**
 * The registration was accepted.
 *
 * @param id the node's, the same for a name until it is retired
 * @param epoch to be carried by all that this process says
 * @param desired what operators wish of it
 */
public record RegisterReply(UUID id, Epoch epoch, DesiredState desired) {}
