package io.sluice.node.membership;

import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.stream.StreamFrame;

/**
 * The desired state of this node, merged from two sources: the registry, at each heartbeat, and dispatch, on the stream, which
 * is sooner. The newest counts; a reply to a heartbeat that was sent before dispatch spoke is older than that.
 *
 * @param dispatchRevision the newest revision heard from dispatch, 0 before the first
 * @param closedByDispatch whether that revision was closed
 * @param emptyByDispatch whether dispatch counted no live attempt behind it
 * @param dispatchHeardNanos when it was heard, by the monotonic clock; without meaning before the first
 */
record MergedDesiredState(
        Drain drain,
        int taskCap,
        long dispatchRevision,
        boolean closedByDispatch,
        boolean emptyByDispatch,
        long dispatchHeardNanos) {
    private static final Drain CLOSED_BY_DISPATCH = new Drain(true, null, null, null, null, null);

    static MergedDesiredState initially(int taskCap) {
        return new MergedDesiredState(Drain.OFF, taskCap, 0, false, false, 0);
    }

    /** Whether the drain in force has emptied the node, by dispatch's own count. */
    boolean isDrained() {
        return drain.enabled() && closedByDispatch && emptyByDispatch;
    }

    /** The registry's word, in answer to a request sent at that moment. */
    MergedDesiredState fromRegistry(DesiredState desired, long sentNanos) {
        if (dispatchRevision > 0 && sentNanos - dispatchHeardNanos < 0) {
            return this;
        }
        return new MergedDesiredState(
                desired.drain(),
                desired.taskCap(),
                dispatchRevision,
                closedByDispatch,
                emptyByDispatch && isSameDrain(desired.drain()),
                dispatchHeardNanos);
    }

    /** What was counted behind an older drain says nothing of the next one. Dispatch does not say since when. */
    private boolean isSameDrain(Drain other) {
        return other.enabled() && (drain.since() == null || drain.since().equals(other.since()));
    }

    /**
     * Dispatch's word. Closing counts at once. Opening lifts only a drain that dispatch had told of: dispatch may be
     * behind the registry, and a drain lifted too early would put a node back into service. The same revision again may say
     * that the node is empty by now.
     */
    MergedDesiredState fromDispatch(StreamFrame.Admission admission, long nowNanos) {
        boolean empty = Boolean.TRUE.equals(admission.drained());
        if (admission.revision() == dispatchRevision && closedByDispatch && !admission.open()) {
            return new MergedDesiredState(drain, taskCap, dispatchRevision, true, empty, dispatchHeardNanos);
        }
        if (admission.revision() <= dispatchRevision) {
            return this;
        }
        if (!admission.open()) {
            Drain closed = drain.enabled() ? drain : CLOSED_BY_DISPATCH;
            return new MergedDesiredState(closed, admission.taskCap(), admission.revision(), true, empty, nowNanos);
        }
        boolean lifts = closedByDispatch || !drain.enabled();
        return new MergedDesiredState(
                lifts ? Drain.OFF : drain,
                admission.taskCap(),
                admission.revision(),
                false,
                false,
                lifts ? nowNanos : dispatchHeardNanos);
    }
}
