package io.sluice.node;

import io.sluice.contracts.task.TaskTypes;
import io.sluice.node.execution.Attempts;
import io.sluice.node.execution.ExecRunner;
import io.sluice.node.execution.LeaseWatch;
import io.sluice.node.execution.NoopRunner;
import io.sluice.node.execution.SelfWatch;
import io.sluice.node.execution.TaskRunner;
import io.sluice.node.execution.Watchdog;
import io.sluice.node.execution.WorkDirs;
import io.sluice.node.link.JoinToken;
import io.sluice.node.link.NodeCredentials;
import io.sluice.node.link.NodeSecret;
import io.sluice.node.membership.Membership;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.NodeSnapshot;
import io.sluice.node.membership.Refusal;
import io.sluice.node.membership.Standing;
import io.sluice.node.stream.DispatchLink;
import io.sluice.node.stream.DispatchSession;
import io.sluice.node.stream.Outbox;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/** One node, from its start to its goodbye: the parts, and the order in which they end. */
final class Node {
    private static final Logger LOG = Logger.getLogger(Node.class);
    private static final Duration BEYOND_KILL_GRACE = Duration.ofSeconds(5);
    private static final Duration LAST_REPORTS = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final NodeSelf self;
    private final NodeSecret secret;
    private final WorkDirs workDirs;
    private final SelfWatch selfWatch;
    private final ExecRunner exec;
    private final Attempts attempts;
    private final Outbox outbox;
    private final DispatchSession dispatch;
    private final Membership membership;
    private final IntConsumer exit;
    private boolean left;

    /**
     * @param ownRunners those that the user of this library brings
     * @param exit ends the process with a code; called when the node may not go on, after its attempts were told to end
     * @param halt ends the process at once; called when an exclusive attempt could not be ended in time
     * @throws IOException when the token file can't be used
     * @throws IllegalArgumentException when two runners claim one type, or one claims what can be none
     */
    Node(
            NodeConfig config,
            NodeSelf self,
            NodeClock clock,
            List<TaskRunner> ownRunners,
            IntConsumer exit,
            IntConsumer halt)
            throws IOException {
        this.config = config;
        this.self = self;
        this.exit = exit;
        NodeSnapshot now = self.now();
        JoinToken token = JoinToken.in(config.joinTokenFile().orElseThrow());
        this.secret = NodeSecret.open(config.dataDir(), now.name());
        NodeCredentials credentials = new NodeCredentials(secret, token);
        this.workDirs = new WorkDirs(config.workDir(), now.name().value(), now.incarnation());
        this.selfWatch = new SelfWatch(config, self, clock, workDirs);
        this.outbox = Outbox.sizedForHeap();
        LeaseWatch lease = new LeaseWatch(config.selfStop());
        this.exec = new ExecRunner(workDirs, now.name().value(), now.incarnation(), config, lease, clock);
        Watchdog watchdog = new Watchdog(config, clock, lease, halt);
        Map<String, TaskRunner> runners = runners(exec, ownRunners);
        this.attempts = new Attempts(config, self, clock, outbox, watchdog, runners);
        List<String> types = runners.keySet().stream().sorted().toList();
        this.membership = new Membership(config, self, credentials, clock, types, this::refused);
        Duration renewalTimeout = config.heartbeatInterval().multipliedBy(3).dividedBy(5);
        DispatchLink link =
                new DispatchLink(now.name(), config.dispatchUrls().orElseThrow(), credentials, renewalTimeout);
        this.dispatch = new DispatchSession(config, self, clock, link, attempts, outbox, lease, membership);
    }

    /**
     * @throws IOException when the working directory can't be used
     */
    void start() throws IOException, InterruptedException {
        selfWatch.begin();
        attempts.start();
        membership.start();
        dispatch.begin();
    }

    /**
     * Leaves in order: heartbeats and renewals go on until the last attempt has ended and was reported. Bounded by the
     * shutdown wait, the kill grace and some seconds. Asked again it waits for the first to be done.
     */
    synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        try {
            if (self.now().standing() == Standing.REFUSED) {
                endAfterRefusal();
            } else {
                finishWork();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            dispatch.end();
            membership.leave();
            selfWatch.end();
            attempts.shutDown();
            exec.close();
            workDirs.close();
            secret.close();
        }
    }

    /** Somebody asked a second time: what runs is killed, and lost. */
    void endNow() {
        attempts.killAllNow();
    }

    private void finishWork() throws InterruptedException {
        self.leaves();
        // The registry hears of it with a heartbeat, at once and with each that follows; nobody waits for its answer.
        membership.checkNow();
        NodeSnapshot now = self.now();
        long begun = System.nanoTime();
        LOG.infof(
                "node %s epoch %s: leaving: takes no more tasks, waits up to %d s for %d attempts",
                now.name(), now.epoch(), config.shutdownWait().toSeconds(), now.runningAttempts());
        dispatch.takeNoMore(attempts.closeAndTellBegun());
        if (!attempts.awaitNoneRunning(config.shutdownWait())) {
            int ended = attempts.endAllForShutdown();
            attempts.awaitNoneRunning(config.killGrace().plus(BEYOND_KILL_GRACE));
            LOG.warnf(
                    "node %s: %d attempts were ended by the shutdown; their tasks go by their guarantee",
                    now.name(), ended);
        }
        Duration waitLeft = config.shutdownWait().minusNanos(System.nanoTime() - begun);
        if (!outbox.awaitEmpty(waitLeft.compareTo(LAST_REPORTS) > 0 ? waitLeft : LAST_REPORTS)) {
            LOG.warnf("node %s: %d reports could not be delivered; what they tell is lost", now.name(), outbox.size());
        }
        dispatch.takeNoMore(attempts.closeAndTellBegun());
        dispatch.renewForTheLastTime();
    }

    private void endAfterRefusal() throws InterruptedException {
        attempts.fenceAll();
        if (!attempts.awaitNoneRunning(config.killGrace().plus(BEYOND_KILL_GRACE))) {
            LOG.errorf(
                    "node %s: attempts are left that could not be ended",
                    self.now().name());
        }
    }

    private void refused(Refusal refusal) {
        attempts.fenceAll();
        exit.accept(refusal.exitCode());
    }

    private static Map<String, TaskRunner> runners(ExecRunner exec, List<TaskRunner> ownRunners) {
        Map<String, TaskRunner> byType = new HashMap<>();
        byType.put(exec.type(), exec);
        NoopRunner noop = new NoopRunner();
        byType.put(noop.type(), noop);
        for (TaskRunner runner : ownRunners) {
            if (!runner.type().matches(TaskTypes.PATTERN)) {
                throw new IllegalArgumentException(runner.getClass().getName() + " runs tasks of type '" + runner.type()
                        + "'; a type has " + TaskTypes.RULE);
            }
            TaskRunner other = byType.putIfAbsent(runner.type(), runner);
            if (other != null) {
                throw new IllegalArgumentException("both " + other.getClass().getName() + " and "
                        + runner.getClass().getName() + " run tasks of type '" + runner.type() + "'");
            }
        }
        if (byType.size() > TaskTypes.MAX_TYPES) {
            throw new IllegalArgumentException(
                    "this node has runners of " + byType.size() + " types; at most " + TaskTypes.MAX_TYPES);
        }
        return byType;
    }
}
