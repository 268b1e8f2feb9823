package io.sluice.node.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.stream.ReportReply;
import io.sluice.node.execution.Attempts;
import io.sluice.node.link.Answer;
import io.sluice.node.link.Backoff;
import io.sluice.node.membership.Membership;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Brings the outbox to dispatch: one request at a time, sent as soon as there is something, so that batches grow by
 * themselves when there is much. What is not acknowledged is sent again, to whichever replica answers.
 */
public final class ReportSender extends Worker {
    private static final Logger LOG = Logger.getLogger(ReportSender.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final Duration UNTIL_REGISTERED = Duration.ofSeconds(1);

    private final NodeSelf self;
    private final DispatchLink dispatch;
    private final Outbox outbox;
    private final Attempts attempts;
    private final Membership membership;
    private int failures;
    private int most = Integer.MAX_VALUE;

    ReportSender(NodeSelf self, DispatchLink dispatch, Outbox outbox, Attempts attempts, Membership membership) {
        super("sluice-report");
        this.self = self;
        this.dispatch = dispatch;
        this.outbox = outbox;
        this.attempts = attempts;
        this.membership = membership;
    }

    @Override
    void round() throws InterruptedException {
        List<Outbox.Entry> batch = outbox.next(most);
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        if (epoch == null) {
            pause(UNTIL_REGISTERED);
            return;
        }
        List<Report> reports = batch.stream().map(entry -> entry.report).toList();
        Answer<ReportReply> answer = dispatch.report(new ReportBatch(epoch, now.incarnation(), reports));
        if (answer instanceof Answer.Accepted<ReportReply> accepted) {
            answered(batch, accepted.body().outcomes());
        } else if (answer instanceof Answer.Refused<ReportReply> refused) {
            refused(batch, refused);
        } else if (answer instanceof Answer.Unavailable<ReportReply> unavailable) {
            failures++;
            LOG.debugf("%d reports were not taken: %s", batch.size(), unavailable.why());
        }
        if (failures > 0) {
            pause(BACKOFF.delay(failures, ThreadLocalRandom.current().nextDouble()));
        }
    }

    private void answered(List<Outbox.Entry> batch, List<ReportReply.Outcome> outcomes) {
        int answered = Math.min(batch.size(), outcomes.size());
        for (int i = 0; i < answered; i++) {
            Outbox.Entry entry = batch.get(i);
            switch (outcomes.get(i)) {
                case ACCEPTED, DUPLICATE -> {
                    if (entry.report instanceof Report.Ended) {
                        attempts.endAcknowledged(entry.ref);
                    }
                }
                case STALE -> attempts.fence(entry.ref);
            }
        }
        // Last: whoever waits for an empty outbox may believe that no end is unknown to dispatch any more.
        outbox.settle(batch, outcomes);
        failures = answered == 0 ? failures + 1 : 0;
        most = Integer.MAX_VALUE;
    }

    /** A batch that can't be read as it is would be refused for ever: the report that is to blame is found by halving. */
    private void refused(List<Outbox.Entry> batch, Answer.Refused<ReportReply> refused) {
        failures++;
        if (refused.is(ProblemType.STALE_EPOCH)) {
            membership.checkNow();
            return;
        }
        boolean ofItsContent = refused.is(ProblemType.INVALID_REQUEST) || refused.is(ProblemType.BODY_TOO_LARGE);
        if (!ofItsContent) {
            LOG.warnf("%d reports were refused: %s", batch.size(), refused.detail());
        } else if (batch.size() > 1) {
            most = batch.size() / 2;
        } else {
            Outbox.Entry entry = batch.get(0);
            LOG.errorf(
                    "attempt %s: dispatch can't take a report (%s): %s; it is dropped",
                    entry.ref, entry.report.getClass().getSimpleName(), refused.detail());
            outbox.settle(batch, List.of(ReportReply.Outcome.STALE));
            if (entry.report instanceof Report.Ended) {
                attempts.fence(entry.ref);
            }
            most = Integer.MAX_VALUE;
        }
    }
}
