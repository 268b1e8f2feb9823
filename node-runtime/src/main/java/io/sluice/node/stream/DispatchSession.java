package io.sluice.node.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Goodbye;
import io.sluice.node.NodeClock;
import io.sluice.node.execution.Attempts;
import io.sluice.node.execution.LeaseWatch;
import io.sluice.node.link.Answer;
import io.sluice.node.membership.Membership;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
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
     * No more assignments: tells dispatch and closes the stream. Renewals and reports go on.
     *
     * @return whether dispatch has heard; if so, whatever a renewal still brings was assigned before and is to be run
     */
    public boolean takeNoMore() throws InterruptedException {
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        boolean heard = false;
        if (epoch != null) {
            Answer<Boolean> answer = dispatch.detach(new Goodbye(epoch, now.incarnation()));
            heard = answer instanceof Answer.Accepted<Boolean>;
            if (!heard) {
                LOG.warnf(
                        "node %s: task dispatch could not be told that the node leaves (%s); what it still assigns is not run",
                        now.name(), answer);
            }
        }
        stream.end();
        return heard;
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
