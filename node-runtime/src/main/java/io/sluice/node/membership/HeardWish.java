package io.sluice.node.membership;

import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.stream.StreamFrame;

/**
 * What operators wish of this node, heard from two mouths: the registry, at each heartbeat, and dispatch, on the
 * stream, which is sooner. The most recent word wins; a reply to a heartbeat that was sent before the other word came
 * is older than it.
 *
 * @param dispatchRevision the newest revision heard from dispatch, 0 before the first
 * @param closedByDispatch whether that revision was closed
 * @param dispatchHeardNanos when it was heard, by the monotonic clock; without meaning before the first
 */
record HeardWish(Drain drain, int taskCap, long dispatchRevision, boolean closedByDispatch, long dispatchHeardNanos) {
    private static final Drain CLOSED_BY_DISPATCH = new Drain(true, null, null, null, null, null);

    static HeardWish initially(int taskCap) {
        return new HeardWish(Drain.OFF, taskCap, 0, false, 0);
    }

    /** The registry's word, in answer to a request sent at that moment. */
    HeardWish fromRegistry(DesiredState desired, long sentNanos) {
        if (dispatchRevision > 0 && sentNanos - dispatchHeardNanos < 0) {
            return this;
        }
        return new HeardWish(
                desired.drain(), desired.taskCap(), dispatchRevision, closedByDispatch, dispatchHeardNanos);
    }

    /**
     * Dispatch's word. Closing counts at once. Opening lifts only a drain that dispatch had told of: dispatch may be
     * behind the registry, and a drain lifted too early would put a node back into service.
     */
    HeardWish fromDispatch(StreamFrame.Admission admission, long nowNanos) {
        if (admission.revision() <= dispatchRevision) {
            return this;
        }
        if (!admission.open()) {
            Drain closed = drain.enabled() ? drain : CLOSED_BY_DISPATCH;
            return new HeardWish(closed, admission.taskCap(), admission.revision(), true, nowNanos);
        }
        boolean lifts = closedByDispatch || !drain.enabled();
        return new HeardWish(
                lifts ? Drain.OFF : drain,
                admission.taskCap(),
                admission.revision(),
                false,
                lifts ? nowNanos : dispatchHeardNanos);
    }
}
