package io.sluice.dispatch.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.dispatch.edge.NodeProofs;

/** What becomes of a node that wants a stream. All of these are expected. */
public sealed interface AttachOutcome {
    /** The stream serves the node from now on. */
    record Attached() implements AttachOutcome {}

    /** A newer process runs under the name. */
    record StaleEpoch(Epoch current) implements AttachOutcome {}

    /** An operator has retired the node. */
    record Retired() implements AttachOutcome {}

    /** It names the process that has the name, and has no proof of being it. */
    record NotProven(NodeProofs.Needed needed) implements AttachOutcome {}

    /** The registry's word of this epoch has not come yet. */
    record NotYetKnown() implements AttachOutcome {}
}
