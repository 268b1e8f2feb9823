package io.sluice.node.execution;

import io.sluice.contracts.task.Guarantee;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Ends what this node runs before another node may get it, when dispatch is not heard of; and where an {@code exclusive}
 * attempt does not end in time, halts the process: the {@link Guardian} beside it then kills what is left.
 *
 * <p>It looks on a thread that is made at the node's start and does nothing else. That thread opens no file, starts
 * nothing, waits for nobody and writes no log: a full disk, a stopped reader of the log, an exhausted pool hold up what
 * runs, but not its end. The thread that runs the attempt gets the order and ends the process tree; should that one be
 * stuck, the halt is what remains.
 */
public final class Watchdog {
    /** With which the process ends when an exclusive attempt could not be ended in time. */
    public static final int EXIT_CODE = 6;

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Duration killGrace;
    private final NodeClock clock;
    private final LeaseWatch lease;
    private final IntConsumer halt;
    private final SelfStopPolicy policy;
    private final LogQueue log = new LogQueue();
    private final Thread thread = new Thread(this::run, "sluice-watchdog");
    private volatile Collection<Attempt> attempts = List.of();

    /**
     * @param lease when dispatch last renewed this node's lease
     * @param halt ends the process with a code, at once and without asking anybody
     */
    public Watchdog(NodeConfig config, NodeClock clock, LeaseWatch lease, IntConsumer halt) {
        this.killGrace = config.killGrace();
        this.clock = clock;
        this.lease = lease;
        this.halt = halt;
        this.policy = new SelfStopPolicy(config.selfStop(), config.reconnectWindow(), config.killGrace());
    }

    /**
     * Begins to look.
     *
     * @param held a view that shows at any time what the node holds, and never locks
     */
    void begin(Collection<Attempt> held) {
        attempts = held;
        log.begin();
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    /** Looks no more. */
    void end() {
        thread.interrupt();
        log.end();
    }

    /** Gives the attempt the order to end if the lease says so. Never waits. */
    void endIfCutOff(Attempt attempt) {
        Moment now = clock.now();
        Moment since = since(attempt);
        Guarantee guarantee = attempt.guarantee();
        boolean tooLate = guarantee == Guarantee.EXCLUSIVE && lease.hadLapsedSince(attempt.askedAt());
        if (!tooLate && !policy.mustEnd(guarantee, since, now)) {
            return;
        }
        if (attempt.cutOff(now, policy.graceLeft(guarantee, since, now))) {
            log.warn("attempt " + attempt.attempt() + " (" + guarantee + "): "
                    + (tooLate
                            ? "the lease was renewed only after its time to end had passed; ending it"
                            : "no renewal was acknowledged for "
                                    + since.ageAt(now).toSeconds() + " s; ending it before another node gets it"
                                    + threat(attempt)));
        }
    }

    private void run() {
        Moment looked = clock.now();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                look();
                looked = clock.now();
            } catch (Throwable e) {
                // Without memory, it may be. What can't look does not guard.
                if (looked.ageAt(clock.now()).compareTo(killGrace) >= 0) {
                    halt.accept(EXIT_CODE);
                }
            }
            try {
                Thread.sleep(LOOK_EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void look() {
        // All get the order before the first is waited for no longer.
        for (Attempt attempt : attempts) {
            if (attempt.runs()) {
                endIfCutOff(attempt);
            }
        }
        for (Attempt attempt : attempts) {
            Moment cutOffAt = attempt.cutOffAt();
            if (cutOffAt != null
                    && attempt.runs()
                    && policy.mustHalt(attempt.guarantee(), since(attempt), cutOffAt, clock.now())) {
                halt.accept(EXIT_CODE);
            }
        }
    }

    private Moment since(Attempt attempt) {
        Moment renewed = lease.renewalSent();
        return renewed == null ? attempt.askedAt() : renewed;
    }

    private String threat(Attempt attempt) {
        return attempt.guarantee() == Guarantee.EXCLUSIVE
                ? "; if it does not end in time, this process halts (exit code " + EXIT_CODE + ")"
                : "";
    }
}
