package io.sluice.node.stream;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.Renewal;
import io.sluice.contracts.stream.RenewalReply;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.node.execution.Attempts;
import io.sluice.node.execution.LeaseWatch;
import io.sluice.node.link.Answer;
import io.sluice.node.link.Backoff;
import io.sluice.node.membership.Membership;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Renews the node's lease on its attempts, on a thread of its own, until the last attempt has ended and longer. */
public final class Renewals extends Worker {
    private static final Logger LOG = Logger.getLogger(Renewals.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration UNTIL_REGISTERED = Duration.ofSeconds(1);

    private final NodeConfig config;
    private final NodeSelf self;
    private final NodeClock clock;
    private final DispatchLink dispatch;
    private final Attempts attempts;
    private final LeaseWatch lease;
    private final Membership membership;
    private final FrameHandler frames;
    private Duration leaseLength = Duration.ZERO;
    private volatile @Nullable Instant renewedAt;
    private volatile @Nullable Epoch toldOfClosing;
    private int failures;
    private @Nullable Moment lostSince;

    Renewals(
            NodeConfig config,
            NodeSelf self,
            NodeClock clock,
            DispatchLink dispatch,
            Attempts attempts,
            LeaseWatch lease,
            Membership membership,
            FrameHandler frames) {
        super("sluice-renewal");
        this.config = config;
        this.self = self;
        this.clock = clock;
        this.dispatch = dispatch;
        this.attempts = attempts;
        this.lease = lease;
        this.membership = membership;
        this.frames = frames;
        self.onChange((before, after) -> {
            if (!Objects.equals(before.closed(), after.closed())) {
                wake();
            }
        });
    }

    /** Whether dispatch knows, under this epoch, that the node has closed itself. */
    boolean hasToldOfClosing(Epoch epoch) {
        return epoch.equals(toldOfClosing);
    }

    @Override
    void round() throws InterruptedException {
        if (!self.now().isRegistered()) {
            pause(UNTIL_REGISTERED);
            return;
        }
        failures = renew() ? 0 : failures + 1;
        double random = ThreadLocalRandom.current().nextDouble();
        Duration interval = RenewalPace.interval(membership.interval(), leaseLength, config.selfStop());
        pause(
                failures == 0
                        ? Backoff.around(interval, random)
                        : new Backoff(FIRST_RETRY, interval).delay(failures, random));
    }

    /**
     * Renews once, with all that is held now.
     *
     * @return whether dispatch acknowledged it
     */
    boolean renew() throws InterruptedException {
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        if (epoch == null) {
            return false;
        }
        Moment sent = clock.now();
        Answer<RenewalReply> answer =
                dispatch.renew(new Renewal(epoch, now.incarnation(), renewedAt, attempts.held(), now.closed()));
        if (answer instanceof Answer.Accepted<RenewalReply> accepted) {
            acknowledged(sent, accepted.body());
            toldOfClosing = now.closed() == null ? null : epoch;
            return true;
        }
        if (answer instanceof Answer.Refused<RenewalReply> refused) {
            if (refused.is(ProblemType.STALE_EPOCH)) {
                membership.checkNow();
            }
            complain(sent, refused.detail());
        } else if (answer instanceof Answer.Unavailable<RenewalReply> unavailable) {
            complain(sent, unavailable.why());
        }
        return false;
    }

    private void acknowledged(Moment sent, RenewalReply reply) {
        lease.renewed(sent);
        leaseLength = Duration.ofMillis(Math.max(0, reply.leaseMillis()));
        renewedAt = reply.renewedAt();
        if (lostSince != null) {
            LOG.infof(
                    "node %s: task dispatch renews its lease again", self.now().name());
            lostSince = null;
        }
        for (StreamFrame frame : reply.frames() == null ? List.<StreamFrame>of() : reply.frames()) {
            frames.obey(frame, sent);
        }
    }

    private void complain(Moment sent, String why) {
        if (lostSince == null) {
            lostSince = sent;
            LOG.warnf(
                    "node %s: its lease was not renewed: %s; exclusive attempts end %d s after the last renewal",
                    self.now().name(), why, config.selfStop().toSeconds());
        } else {
            LOG.debugf("node %s: its lease was not renewed: %s", self.now().name(), why);
        }
    }
}
