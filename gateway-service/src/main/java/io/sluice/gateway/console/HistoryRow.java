package io.sluice.gateway.console;

import io.sluice.contracts.node.NodeHistoryEntry;
import java.time.Instant;

/** Something that happened to a node, as the console shows it. */
record HistoryRow(NodeHistoryEntry entry, Instant now) {
    public Moment when() {
        return new Moment(entry.at(), now);
    }

    public String what() {
        return entry.what().replace('_', ' ');
    }

    public String by() {
        return entry.by();
    }

    public String detail() {
        return entry.detail();
    }
}
