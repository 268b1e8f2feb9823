package io.sluice.gateway.settings;

import io.sluice.gateway.console.ConsoleConfig;
import io.sluice.gateway.events.EventsConfig;
import io.sluice.gateway.events.StreamsConfig;
import io.sluice.gateway.ping.PingConfig;
import io.sluice.gateway.relay.RelayConfig;
import io.sluice.gateway.upstream.UpstreamConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which sets of settings are safe. Pure. */
final class SettingsPolicy {
    private static final Set<Integer> DRAIN_STATUSES = Set.of(503, 418);
    private static final Duration MAX_UPSTREAM_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_KEPT = 1_000_000;

    private SettingsPolicy() {}

    /** Every violation, each naming its property; empty when the set is safe. */
    static List<String> violations(
            UpstreamConfig upstream,
            EventsConfig events,
            StreamsConfig streams,
            PingConfig ping,
            RelayConfig relay,
            ConsoleConfig console) {
        List<String> violations = new ArrayList<>();
        urls("sluice.gateway.registry-urls", upstream.registryUrls(), violations);
        urls("sluice.gateway.dispatch-urls", upstream.dispatchUrls(), violations);
        between(
                "sluice.gateway.upstream-timeout",
                upstream.upstreamTimeout(),
                Duration.ofMillis(1),
                MAX_UPSTREAM_TIMEOUT,
                violations);
        if (events.kept() < 1 || events.kept() > MAX_KEPT) {
            violations.add("sluice.gateway.events.kept is " + events.kept() + " and must be 1 to " + MAX_KEPT);
        }
        between(
                "sluice.gateway.events.heartbeat",
                events.heartbeat(),
                Duration.ofMillis(100),
                Duration.ofMinutes(5),
                violations);
        if (events.stalledAfter().compareTo(events.heartbeat()) < 0) {
            violations.add("sluice.gateway.events.stalled-after is " + events.stalledAfter()
                    + " and must be at least sluice.gateway.events.heartbeat, which is " + events.heartbeat()
                    + ": a client is looked at with each heartbeat");
        }
        between(
                "sluice.gateway.events.catch-up",
                events.catchUp(),
                Duration.ofMillis(1),
                Duration.ofSeconds(30),
                violations);
        if (streams.limit() < 1) {
            violations.add("sluice.gateway.streams.limit is " + streams.limit() + " and must be 1 or more");
        }
        if (!DRAIN_STATUSES.contains(ping.pingDrainStatus())) {
            violations.add("sluice.gateway.ping-drain-status is " + ping.pingDrainStatus() + " and must be 503 or 418");
        }
        if (relay.connections() < 1) {
            violations.add("sluice.gateway.relay.connections is " + relay.connections() + " and must be 1 or more");
        }
        if (relay.newcomers() < 1) {
            violations.add("sluice.gateway.relay.newcomers is " + relay.newcomers() + " and must be 1 or more");
        }
        between(
                "sluice.gateway.relay.connect-timeout",
                relay.connectTimeout(),
                Duration.ofMillis(1),
                Duration.ofSeconds(30),
                violations);
        between(
                "sluice.gateway.relay.idle-timeout",
                relay.idleTimeout(),
                MIN_IDLE_TIMEOUT,
                Duration.ofHours(1),
                violations);
        between(
                "sluice.console.queue-age-warning",
                console.queueAgeWarning(),
                Duration.ofSeconds(1),
                Duration.ofDays(7),
                violations);
        return violations;
    }

    private static void urls(String setting, List<URI> urls, List<String> violations) {
        for (URI url : urls) {
            if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                violations.add(setting + " holds " + url + ", which is no base URL such as http://host:8081");
            }
        }
    }

    private static void between(
            String setting, Duration value, Duration least, Duration most, List<String> violations) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            violations.add(setting + " is " + value + " and must be " + least + " to " + most);
        }
    }
}
