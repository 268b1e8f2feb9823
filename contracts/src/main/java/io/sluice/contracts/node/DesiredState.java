package io.sluice.contracts.node;

/**
 * What operators wish of a node.
 *
 * @param drain the wish as it stands
 * @param taskCap the cap in force
 * @param heartbeatIntervalMillis how often to check in, milliseconds; longer in a large fleet
 */
public record DesiredState(Drain drain, int taskCap, long heartbeatIntervalMillis) {}
