package io.sluice.node.execution;

import io.sluice.contracts.task.Guarantee;
import io.sluice.node.time.Moment;
import java.time.Duration;

/**
 * When a node that dispatch does not hear of ends what it runs, before another node may get it.
 *
 * @param selfStop after which {@code exclusive} attempts end
 * @param reconnectWindow after which {@code once} attempts end
 * @param killGrace how long after that the last process of an {@code exclusive} attempt may live
 */
record SelfStopPolicy(Duration selfStop, Duration reconnectWindow, Duration killGrace) {
    /** The part of the kill grace that is kept for SIGKILL to do its work before the process has to halt. */
    private static final int KEPT_FOR_THE_KILL = 5;

    /** What an order to end gets that came late, since the node was frozen or its clock set; at most the kill grace. */
    private static final Duration LATE_ORDER = Duration.ofSeconds(2);

    /**
     * Whether the attempt has to end now. A bound that is reached exactly has passed.
     *
     * @param renewalSent when the last renewal that was acknowledged was sent
     */
    boolean mustEnd(Guarantee guarantee, Moment renewalSent, Moment now) {
        Duration sinceRenewal = renewalSent.ageAt(now);
        return switch (guarantee) {
            case EXCLUSIVE -> sinceRenewal.compareTo(selfStop) >= 0;
            case ONCE -> sinceRenewal.compareTo(reconnectWindow) >= 0;
            case IDEMPOTENT -> false;
        };
    }

    /**
     * How long the processes of an attempt that has to end may still take before they are killed. A node that could not
     * act in time, since it was frozen, has none left for an exclusive one.
     */
    Duration graceLeft(Guarantee guarantee, Moment renewalSent, Moment now) {
        return switch (guarantee) {
            case ONCE, IDEMPOTENT -> killGrace;
            case EXCLUSIVE -> {
                Duration longest = killGrace.minus(killGrace.dividedBy(KEPT_FOR_THE_KILL));
                Duration left = selfStop.plus(longest).minus(renewalSent.ageAt(now));
                if (left.isNegative()) {
                    yield Duration.ZERO;
                }
                yield left.compareTo(longest) > 0 ? longest : left;
            }
        };
    }

    /**
     * Whether the process has to halt since the attempt, which was told to end, runs still. A bound that is reached exactly
     * has passed. A node that was frozen, or whose clock was set, past the bound first gets the time to kill.
     *
     * @param toldAt when it was told to end
     */
    boolean mustHalt(Guarantee guarantee, Moment renewalSent, Moment toldAt, Moment now) {
        if (guarantee != Guarantee.EXCLUSIVE) {
            return false;
        }
        Duration lateOrder = killGrace.compareTo(LATE_ORDER) < 0 ? killGrace : LATE_ORDER;
        return renewalSent.ageAt(now).compareTo(selfStop.plus(killGrace)) >= 0
                && toldAt.monotonicUntil(now).compareTo(lateOrder) >= 0;
    }
}
