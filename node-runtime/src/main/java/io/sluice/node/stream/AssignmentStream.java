package io.sluice.node.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.node.execution.LeaseWatch;
import io.sluice.node.link.Answer;
import io.sluice.node.link.Backoff;
import io.sluice.node.link.LineStream;
import io.sluice.node.membership.Membership;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Holds the stream on which dispatch assigns: attaches, listens, and attaches elsewhere when it falls silent. */
public final class AssignmentStream extends Worker {
    private static final Logger LOG = Logger.getLogger(AssignmentStream.class);
    private static final ObjectMapper JSON = Json.mapper();
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration UNTIL_REGISTERED = Duration.ofSeconds(1);
    private static final Duration UNTIL_TOLD = Duration.ofMillis(100);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final NodeSelf self;
    private final NodeClock clock;
    private final DispatchLink dispatch;
    private final LeaseWatch lease;
    private final Membership membership;
    private final FrameHandler frames;
    private final Renewals renewals;
    private final AtomicReference<@Nullable LineStream> open = new AtomicReference<>();
    private int failures;
    private boolean complained;

    AssignmentStream(
            NodeSelf self,
            NodeClock clock,
            DispatchLink dispatch,
            LeaseWatch lease,
            Membership membership,
            FrameHandler frames,
            Renewals renewals) {
        super("sluice-stream");
        this.self = self;
        this.clock = clock;
        this.dispatch = dispatch;
        this.lease = lease;
        this.membership = membership;
        this.frames = frames;
        this.renewals = renewals;
        self.onChange((before, after) -> {
            if (after.epoch() != null && !after.epoch().equals(before.epoch())) {
                attachAnew();
            }
        });
    }

    @Override
    void round() throws InterruptedException {
        NodeSnapshot now = self.now();
        Epoch epoch = now.epoch();
        if (epoch == null || !now.isRegistered()) {
            pause(UNTIL_REGISTERED);
            return;
        }
        if (now.closed() != null && !renewals.hasToldOfClosing(epoch)) {
            // Or it would be assigned something between the attachment and the next renewal.
            pause(UNTIL_TOLD);
            return;
        }
        Moment sent = clock.now();
        Answer<LineStream> answer = dispatch.attach(epoch);
        if (answer instanceof Answer.Accepted<LineStream> accepted) {
            lease.attached(sent);
            renewals.wake();
            listen(epoch, sent, accepted.body());
        } else if (answer instanceof Answer.Refused<LineStream> refused) {
            if (refused.is(ProblemType.STALE_EPOCH)) {
                membership.checkNow();
            }
            failed(refused.detail());
        } else if (answer instanceof Answer.Unavailable<LineStream> unavailable) {
            failed(unavailable.why());
        }
        if (failures > 0) {
            pause(BACKOFF.delay(failures, ThreadLocalRandom.current().nextDouble()));
        }
    }

    private void listen(Epoch epoch, Moment attachedAt, LineStream lines) throws InterruptedException {
        open.set(lines);
        try (lines) {
            if (!epoch.equals(self.now().epoch())) {
                return;
            }
            while (!isEnding()) {
                String line = lines.next(IDLE_TIMEOUT);
                if (failures > 0 || complained) {
                    LOG.infof(
                            "node %s epoch %s: attached to task dispatch",
                            self.now().name(), epoch);
                }
                failures = 0;
                complained = false;
                if (lease.hadLapsedSince(attachedAt)) {
                    // It may have lain here since before the lease lapsed, and be another node's task by now.
                    LOG.debugf("the lease was not renewed for too long: attaching anew");
                    return;
                }
                StreamFrame frame = read(line);
                if (frame instanceof StreamFrame.GoAway goAway) {
                    LOG.debugf("the dispatch replica goes away: %s", goAway.reason());
                    dispatch.leaveReplica();
                    return;
                }
                if (frame != null) {
                    frames.obey(frame, attachedAt);
                }
            }
        } catch (IOException e) {
            if (!isEnding() && epoch.equals(self.now().epoch())) {
                dispatch.leaveReplica();
                failed(String.valueOf(e.getMessage()));
            }
        } finally {
            open.set(null);
        }
    }

    /** A frame of a kind that this version does not know is passed over. */
    private static @Nullable StreamFrame read(String line) {
        try {
            return JSON.readValue(line, StreamFrame.class);
        } catch (JsonProcessingException e) {
            LOG.warnf("a frame of task dispatch can't be read: %s", e.getOriginalMessage());
            return null;
        }
    }

    private void failed(String why) {
        failures++;
        // One broken connection is daily life: it is worth a line when the next one fails too.
        if (failures == 2 && !complained) {
            complained = true;
            LOG.warnf(
                    "node %s: not attached to task dispatch: %s; trying on",
                    self.now().name(), why);
        } else {
            LOG.debugf("node %s: not attached to task dispatch: %s", self.now().name(), why);
        }
    }

    private void attachAnew() {
        LineStream lines = open.get();
        if (lines != null) {
            lines.close();
        }
        wake();
        renewals.wake();
    }
}
