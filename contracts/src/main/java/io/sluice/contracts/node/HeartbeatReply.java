package io.sluice.contracts.node;

/** The heartbeat was taken; a stale epoch is answered with a problem instead. */
public record HeartbeatReply(DesiredState desired) {}
