package io.sluice.dispatch.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What must hold between the settings of dispatch and of its nodes. Pure. */
final class ConfigRules {
    /** The time that a node gives a process between being asked to stop and being killed. */
    private static final Duration KILL_GRACE = Duration.ofSeconds(10);

    private ConfigRules() {}

    /**
     * Every violation, each naming its settings; empty when the set is safe.
     *
     * @param renewalInterval how often nodes renew their lease
     * @param selfStop how long after the sending of its last acknowledged renewal a node ends its exclusive attempts
     */
    public static List<String> violations(DispatchConfig config, Duration renewalInterval, Duration selfStop) {
        List<String> found = new ArrayList<>();
        if (!isPositive(config.lease())) {
            found.add("sluice.dispatch.lease is " + config.lease() + " and must be above zero");
        }
        if (renewalInterval.multipliedBy(3).compareTo(config.lease()) > 0) {
            found.add("sluice.dispatch.lease is " + config.lease()
                    + " and must be at least three times sluice.node.heartbeat-interval, which is " + renewalInterval
                    + ": one lost renewal must not cost a node its attempts");
        }
        if (selfStop.plus(KILL_GRACE).compareTo(config.lostAfter()) >= 0) {
            found.add("sluice.dispatch.lost-after is " + config.lostAfter()
                    + " and must be more than sluice.node.self-stop, which is " + selfStop + ", and " + KILL_GRACE
                    + " for the process to die: an exclusive task would run on two nodes");
        }
        if (config.lease().compareTo(config.lostAfter()) > 0) {
            found.add("sluice.dispatch.lease is " + config.lease()
                    + " and must be at most sluice.dispatch.lost-after, which is " + config.lostAfter());
        }
        if (config.lostAfter().compareTo(config.reconnectWindow()) > 0) {
            found.add("sluice.dispatch.lost-after is " + config.lostAfter()
                    + " and must be at most sluice.dispatch.reconnect-window, which is " + config.reconnectWindow());
        }
        return found;
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
