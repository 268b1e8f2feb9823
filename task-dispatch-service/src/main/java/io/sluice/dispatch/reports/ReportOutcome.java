package io.sluice.dispatch.reports;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.dispatch.edge.NodeProofs;
import java.util.List;

/** What becomes of a node's reports. All of these are expected. */
public sealed interface ReportOutcome {
    /** One outcome for each, in their order; committed. */
    record Taken(List<ReportReply.Outcome> outcomes) implements ReportOutcome {}

    /** The sender names the process that has the name, and has no proof of being it; nothing was changed or counted. */
    record NotProven(NodeProofs.Needed needed) implements ReportOutcome {}

    /** A newer process runs under the name; the reports changed nothing but their count. */
    record StaleEpoch(Epoch current) implements ReportOutcome {}
}
