package io.sluice.registry.settings;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which sets of settings are safe. Pure. */
final class SettingsPolicy {
    private static final Duration MAX_FLUSH = Duration.ofMillis(200);
    private static final Duration MIN_RETIREMENT = Duration.ofMinutes(1);

    private SettingsPolicy() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(RegistryConfig config) {
        List<String> violations = new ArrayList<>();
        Duration grace = config.offlineGrace();
        Duration interval = config.heartbeatInterval();
        if (!isPositive(interval)) {
            violations.add("sluice.registry.heartbeat-interval is " + interval + " and must be above zero");
        }
        if (interval.multipliedBy(3).compareTo(grace) > 0) {
            violations.add("sluice.registry.heartbeat-interval is " + interval
                    + " and must be at most a third of sluice.registry.offline-grace, which is " + grace
                    + ": one lost heartbeat must not take a node OFFLINE");
        }
        if (!isPositive(config.heartbeatFlush()) || config.heartbeatFlush().compareTo(MAX_FLUSH) > 0) {
            violations.add("sluice.registry.heartbeat-flush is " + config.heartbeatFlush()
                    + " and must be above zero and at most " + MAX_FLUSH);
        }
        if (config.capacityFloor() < 0) {
            violations.add("sluice.registry.capacity-floor is " + config.capacityFloor() + " and must be 0 or more");
        }
        for (URI url : config.dispatchUrls()) {
            if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                violations.add("sluice.registry.dispatch-urls holds " + url
                        + ", which is no base URL such as http://host:8082");
            }
        }
        if (!isPositive(config.dispatchTimeout()) || config.dispatchTimeout().compareTo(Duration.ofSeconds(30)) > 0) {
            violations.add("sluice.registry.dispatch-timeout is " + config.dispatchTimeout()
                    + " and must be above zero and at most PT30S, since an operator waits for it");
        }
        config.retireOfflineAfter().ifPresent(after -> {
            if (after.compareTo(MIN_RETIREMENT) < 0 || after.compareTo(grace) <= 0) {
                violations.add("sluice.registry.retire-offline-after is " + after + " and must be at least "
                        + MIN_RETIREMENT + " and above sluice.registry.offline-grace, which is " + grace
                        + ": a node that is only restarted would lose its place");
            }
        });
        if (config.audit().retention().compareTo(Duration.ofDays(1)) < 0) {
            violations.add("sluice.registry.audit.retention is "
                    + config.audit().retention() + " and must be at least one day");
        }
        return violations;
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
