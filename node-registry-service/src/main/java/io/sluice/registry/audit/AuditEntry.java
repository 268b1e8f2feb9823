package io.sluice.registry.audit;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;

/**
 * One thing to be put on record.
 *
 * @param actor who did it: a person, the node itself or a service
 * @param detail one sentence
 */
public record AuditEntry(NodeName name, NodeChange what, String actor, Epoch epoch, String detail) {}
