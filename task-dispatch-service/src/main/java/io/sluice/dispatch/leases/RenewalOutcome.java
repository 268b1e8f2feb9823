package io.sluice.dispatch.leases;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.dispatch.edge.NodeProofs;
import java.time.Instant;
import java.util.List;

/** What becomes of a renewal. All of these are expected. */
public sealed interface RenewalOutcome {
    /** The lease holds again. */
    record Renewed(Instant at, List<StreamFrame> frames) implements RenewalOutcome {}

    /** A newer process runs under the name. */
    record StaleEpoch(Epoch current) implements RenewalOutcome {}

    /** An operator has retired the node. */
    record Retired() implements RenewalOutcome {}

    /** It names the process that has the name, and has no proof of being it. */
    record NotProven(NodeProofs.Needed needed) implements RenewalOutcome {}

    /** The registry's word of this epoch has not come yet. */
    record NotYetKnown() implements RenewalOutcome {}
}
