package io.sluice.agent.pod;

import io.sluice.node.membership.NodeSelf;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the annotations of the agent's own pod up to date, in a thread of its own. The newest state alone is told; what
 * goes wrong is told once in the log, tried again ever more rarely, and touches nothing else.
 */
final class PodAnnotator {
    private static final Logger LOG = Logger.getLogger(PodAnnotator.class);

    private final NodeSelf self;
    private final PodApi pod;
    private final Duration interval;
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;

    private @Nullable PodCost told;
    private @Nullable Long lastTryNanos;
    private int failures;

    /**
     * @param interval the least time between two patches
     */
    PodAnnotator(NodeSelf self, PodApi pod, Duration interval) {
        this.self = self;
        this.pod = pod;
        this.interval = interval;
        this.thread = new Thread(this::run, "sluice-pod-annotator");
        this.thread.setDaemon(true);
    }

    void begin() {
        self.onChange((before, after) -> {
            if (before.runningAttempts() != after.runningAttempts()) {
                changed.release();
            }
        });
        thread.start();
    }

    /** Does not wait: a patch under way may still arrive. */
    void end() {
        thread.interrupt();
    }

    private void run() {
        try (pod) {
            while (true) {
                round();
            }
        } catch (InterruptedException e) {
            LOG.debug("the pod is told no more");
        } catch (RuntimeException e) {
            LOG.error("the pod is told no more", e);
        }
    }

    private void round() throws InterruptedException {
        PodCost now = new PodCost(self.now().runningAttempts());
        Optional<Duration> wait = PodCostPolicy.pause(told, now, sinceLastTry(), failures, interval);
        if (wait.isEmpty()) {
            changed.acquire();
            changed.drainPermits();
        } else if (wait.get().isZero()) {
            tell(now);
        } else {
            Thread.sleep(wait.get().toMillis() + 1);
        }
    }

    private void tell(PodCost cost) throws InterruptedException {
        lastTryNanos = System.nanoTime();
        try {
            pod.annotate(cost.annotations());
            told = cost;
            if (failures > 0) {
                LOG.infof("the pod is annotated again: %d live attempts", cost.liveAttempts());
            }
            failures = 0;
        } catch (IOException e) {
            failures++;
            LOG.logf(
                    failures == 1 ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "the pod could not be annotated, so that Kubernetes may take it for idle or busy when it is not;"
                            + " trying again: %s",
                    e.getMessage());
        }
    }

    private @Nullable Duration sinceLastTry() {
        Long then = lastTryNanos;
        return then == null ? null : Duration.ofNanos(System.nanoTime() - then);
    }
}
