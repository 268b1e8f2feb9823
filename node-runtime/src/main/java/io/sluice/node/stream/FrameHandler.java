package io.sluice.node.stream;

import io.sluice.contracts.stream.StreamFrame;
import io.sluice.node.execution.Attempts;
import io.sluice.node.membership.Membership;
import io.sluice.node.time.Moment;

/** Obeys what dispatch says, on whichever way it came. */
final class FrameHandler {
    private final Attempts attempts;
    private final Membership membership;

    FrameHandler(Attempts attempts, Membership membership) {
        this.attempts = attempts;
        this.membership = membership;
    }

    /**
     * @param askedAt when the node sent the request that the frame is an answer to; on a stream that is its attachment
     */
    void obey(StreamFrame frame, Moment askedAt) {
        if (frame instanceof StreamFrame.Assign assign) {
            attempts.assign(assign, askedAt);
        } else if (frame instanceof StreamFrame.Stop stop) {
            attempts.stop(stop);
        } else if (frame instanceof StreamFrame.Admission admission) {
            membership.heard(admission);
        }
        // A keep-alive has done its work by arriving; a go-away is the stream's own business.
    }
}
