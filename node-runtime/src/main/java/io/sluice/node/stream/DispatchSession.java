package io.sluice.node.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Detach;
import io.sluice.node.execution.Attempts;
import io.sluice.node.execution.LeaseWatch;
import io.sluice.node.link.Answer;
import io.sluice.node.membership.Membership;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.time.NodeClock;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** All that passes between this node and dispatch: the stream, renewals and reports, each on its own thread. */
public final class DispatchSession {
    private static final Logger LOG = Logger.getLogger(DispatchSession.class);
    private static final int LAST_RENEWALS = 2;

    private final NodeSelf self;
    private final DispatchLink dispatch;
    private final AssignmentStream stream;
    private final Renewals renewals;
    private final ReportSender reports;

    /** A session that begins with {@link #begin}. */
    public DispatchSession(
            NodeConfig config,
            NodeSelf self,
            NodeClock clock,
            DispatchLink dispatch,
            Attempts attempts,
            Outbox outbox,
            LeaseWatch lease,
            Membership membership) {
        this.self = self;
        this.dispatch = dispatch;
        FrameHandler frames = new FrameHandler(attempts, membership);
        this.renewals = new Renewals(config, self, clock, dispatch, attempts, lease, membership, frames);
        this.stream = new AssignmentStream(self, clock, dispatch, lease, membership, frames, renewals);
        this.reports = new ReportSender(self, dispatch, outbox, attempts, membership);
    }

    /** Attaches, renews, reports, as soon as the node is registered. */
    public void begin() {
        renewals.begin();
        reports.begin();
        stream.begin();
    }

    /**
     * No more assignments: closes the stream and tells dispatch, which gives what was assigned and not begun to others.
     * Renewals and reports go on. To be asked again at the very end: the first may not have been heard, or have passed an
     * attachment on its way.
     *
     * @param begun what the node has begun, and it begins nothing any more
     */
    public void takeNoMore(Set<AttemptRef> begun) throws InterruptedException {
        stream.end();
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        if (epoch == null) {
            return;
        }
        List<AttemptRef> told = begun.size() > Detach.MAX_BEGUN ? null : List.copyOf(begun);
        Answer<Boolean> answer = dispatch.detach(new Detach(epoch, now.incarnation(), told));
        if (!(answer instanceof Answer.Accepted<Boolean>)) {
            LOG.warnf(
                    "node %s: task dispatch could not be told that the node leaves (%s); what it still assigns is not run",
                    now.name(), answer);
        }
    }

    /** Renews at once, so that dispatch learns by what is held no more that it is not run here. */
    public void renewForTheLastTime() throws InterruptedException {
        for (int i = 0; i < LAST_RENEWALS; i++) {
            renewals.renew();
        }
    }

    /** Ends all of it. */
    public void end() {
        stream.end();
        renewals.end();
        reports.end();
    }
}
