package io.sluice.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.console.ConsoleConfig;
import io.sluice.gateway.events.EventsConfig;
import io.sluice.gateway.events.StreamsConfig;
import io.sluice.gateway.ping.PingConfig;
import io.sluice.gateway.relay.RelayConfig;
import io.sluice.gateway.upstream.UpstreamConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsPolicyTest {
    private static final URI HERE = URI.create("http://localhost:8081");

    private Upstream upstream = new Upstream(List.of(HERE), List.of(HERE), Duration.ofSeconds(5));
    private Events events = new Events(5_000, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(2));
    private int streams = 1_000;
    private int ping = 503;
    private Relay relay = new Relay(2_000, 200, Duration.ofSeconds(1), Duration.ofSeconds(60));

    private Duration age = Duration.ofMinutes(5);

    private record Console(Duration queueAgeWarning) implements ConsoleConfig {}

    private record Upstream(List<URI> registryUrls, List<URI> dispatchUrls, Duration upstreamTimeout)
            implements UpstreamConfig {}

    private record Events(int kept, Duration heartbeat, Duration stalledAfter, Duration catchUp)
            implements EventsConfig {}

    private record Streams(int limit) implements StreamsConfig {}

    private record Ping(int pingDrainStatus) implements PingConfig {}

    private record Relay(int connections, int newcomers, Duration connectTimeout, Duration silence)
            implements RelayConfig {}

    @Test
    void theDefaultsAreSafe() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void everyViolationNamesItsSetting() {
        upstream = new Upstream(List.of(), List.of(URI.create("ftp://x")), Duration.ZERO);
        events = new Events(0, Duration.ofMillis(1), Duration.ZERO, Duration.ofHours(1));
        streams = 0;
        ping = 200;
        relay = new Relay(0, 0, Duration.ZERO, Duration.ofSeconds(14));
        age = Duration.ZERO;

        assertThat(violations())
                .extracting(violation -> violation.split(" ")[0])
                .containsExactlyInAnyOrder(
                        "sluice.gateway.registry-urls",
                        "sluice.gateway.dispatch-urls",
                        "sluice.gateway.upstream-timeout",
                        "sluice.gateway.events.kept",
                        "sluice.gateway.events.heartbeat",
                        "sluice.gateway.events.stalled-after",
                        "sluice.gateway.events.catch-up",
                        "sluice.gateway.streams.limit",
                        "sluice.gateway.ping-drain-status",
                        "sluice.gateway.relay.connections",
                        "sluice.gateway.relay.newcomers",
                        "sluice.gateway.relay.connect-timeout",
                        "sluice.gateway.relay.silence",
                        "sluice.console.queue-age-warning");
    }

    @Test
    void theStatusOfOlderLoadBalancersIsAllowed() {
        ping = 418;

        assertThat(violations()).isEmpty();
    }

    private List<String> violations() {
        return SettingsPolicy.violations(
                upstream, events, new Streams(streams), new Ping(ping), relay, new Console(age));
    }
}
