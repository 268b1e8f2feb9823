package io.sluice.node.execution;

import io.sluice.node.link.Backoff;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes the node when it finds that it could begin no attempt, and opens it when it could again. What an attempt has met
 * closes it too; then it opens only when everything was tried and went well, and later each time that this was wrong. A node
 * that takes no tasks has nothing to look at.
 */
public final class SelfWatch {
    private static final Logger LOG = Logger.getLogger(SelfWatch.class);
    private static final int LOOKS_BETWEEN_PROBES = 12;
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    /** A check that passed is trusted once the node was open for so long. */
    private static final Duration STAYED_OPEN = Duration.ofMinutes(2);

    private static final Backoff CLOSED_FOR = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    private final NodeSelf self;
    private final NodeClock clock;
    private final WorkDirs workDirs;
    private final SelfCheck check;
    private final Duration interval;
    private final Thread thread = new Thread(this::run, "sluice-self-check");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean newlyClosed;
    private int closings;
    private @Nullable Moment openedAt;

    /** Looks at the node that the settings describe, from {@link #begin} on. */
    public SelfWatch(NodeConfig config, NodeSelf self, NodeClock clock, WorkDirs workDirs) {
        this.self = self;
        this.clock = clock;
        this.workDirs = workDirs;
        this.interval = config.heartbeatInterval();
        this.check = new SelfCheck(workDirs, config.minFreeSpace().asLongValue(), config.minFreeInodes());
        self.onChange((before, after) -> {
            if (before.closed() == null && after.closed() != null) {
                LOG.warnf(
                        "node %s: closed itself: %s; it takes no task until that is mended",
                        after.name(), after.closed());
                closed();
            }
        });
    }

    /**
     * Tries everything once; then goes on by itself.
     *
     * @throws IOException when the working directory can't be made as the settings stand, whatever becomes of the machine
     */
    public void begin() throws IOException, InterruptedException {
        if (takesTasks()) {
            try {
                workDirs.ensure();
            } catch (IOException e) {
                if (!SelfCheck.mayPass(e)) {
                    throw e;
                }
            }
            check.probe().ifPresent(self::closes);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks no more. */
    public void end() {
        thread.interrupt();
        try {
            // What it is looking at must not be made again once the node has left.
            thread.join(END_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            int looks = 0;
            while (!Thread.currentThread().isInterrupted()) {
                boolean closed = self.now().closed() != null;
                pause(closed ? closedFor() : interval);
                if (!closed && self.now().closed() != null) {
                    // An attempt has closed it meanwhile, and for that it stays closed for some time.
                    continue;
                }
                looks++;
                try {
                    look(looks % LOOKS_BETWEEN_PROBES == 0);
                } catch (RuntimeException | Error e) {
                    // Without memory or threads, it may be: then what an attempt meets closes the node.
                    LOG.warnf("the node could not look at itself: %s", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean probes) throws InterruptedException {
        boolean closed = self.now().closed() != null;
        Optional<String> fault = !takesTasks() ? Optional.empty() : closed || probes ? check.probe() : check.look();
        if (fault.isPresent()) {
            self.closes(fault.get());
        } else if (closed) {
            openedAt = clock.now();
            LOG.infof(
                    "node %s: open again: its check of itself finds no fault",
                    self.now().name());
            self.opens();
        }
    }

    /** Twice as long each time that the check failed again soon after it had passed; then as often as it looks. */
    private Duration closedFor() {
        boolean isNew;
        lock.lock();
        try {
            isNew = newlyClosed;
            newlyClosed = false;
        } finally {
            lock.unlock();
        }
        if (!isNew) {
            return interval;
        }
        Moment opened = openedAt;
        closings = opened == null || opened.monotonicUntil(clock.now()).compareTo(STAYED_OPEN) > 0 ? 1 : closings + 1;
        return CLOSED_FOR.delay(closings, ThreadLocalRandom.current().nextDouble());
    }

    private boolean takesTasks() {
        return self.now().taskCap() > 0;
    }

    private void closed() {
        lock.lock();
        try {
            newlyClosed = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A closing ends a pause between looks, which are rarer; nothing ends the time for which the node stays closed. */
    private void pause(Duration length) throws InterruptedException {
        lock.lock();
        try {
            boolean wasClosed = self.now().closed() != null;
            long left = length.toNanos();
            while (left > 0 && (wasClosed || !newlyClosed)) {
                left = wake.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
