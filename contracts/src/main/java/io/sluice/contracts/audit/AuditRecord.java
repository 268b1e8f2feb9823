package io.sluice.contracts.audit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit.
 *
 * @param seq its number; it grows in the order in which entries were written, with gaps
 * @param at by the database's clock
 * @param node whom it is about
 * @param what a stable word, as in the history of a node: DRAIN_REQUESTED, RESUMED, CAP_CHANGED, RETIRED
 * @param actor who did it: a person, the node itself or a service
 * @param epoch of the node at that time
 * @param detail one sentence
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AuditRecord(
        long seq,
        Instant at,
        NodeName node,
        String what,
        String actor,
        @Nullable Epoch epoch,
        String detail) {}
