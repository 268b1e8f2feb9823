package io.sluice.dispatch.stream;

import io.sluice.dispatch.edge.NodeProofs;

/** What becomes of a process that says that it takes nothing more. All of these are expected. */
public sealed interface LeaveOutcome {
    /** It had the lease, and nothing is assigned to it any more. */
    record Left() implements LeaveOutcome {}

    /** It has not the lease: there is nothing to do. */
    record NotTheHolder() implements LeaveOutcome {}

    /** It names the process that has the name, and has no proof of being it. */
    record NotProven(NodeProofs.Needed needed) implements LeaveOutcome {}
}
