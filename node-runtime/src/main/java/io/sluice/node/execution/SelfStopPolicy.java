package io.sluice.node.execution;

import io.sluice.contracts.task.Guarantee;
import io.sluice.node.Moment;
import java.time.Duration;

/**
 * When a node that dispatch does not hear of ends what it runs, before another node may get it.
 *
 * @param selfStop after which {@code exclusive} attempts end
 * @param reconnectWindow after which {@code once} attempts end
 */
record SelfStopPolicy(Duration selfStop, Duration reconnectWindow) {
    /**
     * Whether the attempt has to end now. A bound that is reached exactly has passed.
     *
     * @param renewalSent when the last renewal that was acknowledged was sent
     */
    boolean mustEnd(Guarantee guarantee, Moment renewalSent, Moment now) {
        Duration silence = renewalSent.ageAt(now);
        return switch (guarantee) {
            case EXCLUSIVE -> silence.compareTo(selfStop) >= 0;
            case ONCE -> silence.compareTo(reconnectWindow) >= 0;
            case IDEMPOTENT -> false;
        };
    }

    /**
     * How long the processes of an attempt that has to end may still take. A node that could not act in time, since it
     * was frozen, has none left for an exclusive one.
     */
    Duration graceLeft(Guarantee guarantee, Moment renewalSent, Moment now, Duration killGrace) {
        return switch (guarantee) {
            case ONCE, IDEMPOTENT -> killGrace;
            case EXCLUSIVE -> {
                Duration left = selfStop.plus(killGrace).minus(renewalSent.ageAt(now));
                if (left.isNegative()) {
                    yield Duration.ZERO;
                }
                yield left.compareTo(killGrace) > 0 ? killGrace : left;
            }
        };
    }
}
