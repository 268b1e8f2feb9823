package io.sluice.dispatch.attempts;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.ReportReply;
import java.util.List;

/** What becomes of a node's reports. Both are expected. */
sealed interface ReportOutcome {
    /** One outcome for each, in their order; committed. */
    record Taken(List<ReportReply.Outcome> outcomes) implements ReportOutcome {}

    /** A newer process runs under the name; the reports changed nothing but their count. */
    record StaleEpoch(Epoch current) implements ReportOutcome {}
}
