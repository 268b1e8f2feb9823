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
}
