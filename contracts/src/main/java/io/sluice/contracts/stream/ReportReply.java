package io.sluice.contracts.stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** One outcome for each report of the batch, by index, after they were committed. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportReply(List<Outcome> outcomes) {
    /** What became of a report. */
    public enum Outcome {
        /** Stored. */
        ACCEPTED,
        /** Was stored before; nothing changed. */
        DUPLICATE,
        /** The attempt is not this node's any more: nothing changed, and the node ends what still runs of it. */
        STALE
    }
}
