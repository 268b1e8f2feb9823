package io.sluice.contracts.node;

/**
 * What is requested of a node.
 *
 * @param drain the operator's as it stands, or the node's own while its process stops
 * @param taskCap the cap in force
 * @param heartbeatIntervalMillis how often to check in, milliseconds; longer in a large fleet
 */
public record DesiredState(Drain drain, int taskCap, long heartbeatIntervalMillis) {}
