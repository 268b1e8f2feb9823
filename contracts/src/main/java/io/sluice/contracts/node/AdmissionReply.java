package io.sluice.contracts.node;

/**
 * Dispatch has committed an admission of at least this revision.
 *
 * @param revision the one in force now
 * @param liveAttempts live attempts of the node at that moment
 */
public record AdmissionReply(long revision, int liveAttempts) {}
