package io.sluice.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.console.ConsoleConfig;
import io.sluice.gateway.events.EventsConfig;
import io.sluice.gateway.events.StreamsConfig;
import io.sluice.gateway.ping.PingConfig;
import io.sluice.gateway.relay.RelayConfig;
import io.sluice.gateway.upstream.UpstreamConfig;
import io.sluice.test.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsPolicyTest {
    private UpstreamConfig upstream = Settings.of(UpstreamConfig.class);
    private EventsConfig events = Settings.of(EventsConfig.class);
    private StreamsConfig streams = Settings.of(StreamsConfig.class);
    private PingConfig ping = Settings.of(PingConfig.class);
    private RelayConfig relay = Settings.of(RelayConfig.class);
    private ConsoleConfig console = Settings.of(ConsoleConfig.class);

    @Test
    void theDefaultsAreSafe() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void everyViolationNamesItsSetting() {
        upstream = Settings.of(
                UpstreamConfig.class,
                "sluice.gateway.registry-urls",
                "localhost:8081",
                "sluice.gateway.dispatch-urls",
                "ftp://x",
                "sluice.gateway.upstream-timeout",
                "0s");
        events = Settings.of(
                EventsConfig.class,
                "sluice.gateway.events.kept",
                "0",
                "sluice.gateway.events.heartbeat",
                "1ms",
                "sluice.gateway.events.stalled-after",
                "0s",
                "sluice.gateway.events.catch-up",
                "1h");
        streams = Settings.of(StreamsConfig.class, "sluice.gateway.streams.limit", "0");
        ping = Settings.of(PingConfig.class, "sluice.gateway.ping-drain-status", "200");
        relay = Settings.of(
                RelayConfig.class,
                "sluice.gateway.relay.connections",
                "0",
                "sluice.gateway.relay.newcomers",
                "0",
                "sluice.gateway.relay.connect-timeout",
                "0s",
                "sluice.gateway.relay.idle-timeout",
                "14s");
        console = Settings.of(ConsoleConfig.class, "sluice.console.queue-age-warning", "0s");

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
                        "sluice.gateway.relay.idle-timeout",
                        "sluice.console.queue-age-warning");
    }

    @Test
    void theStatusOfOlderLoadBalancersIsAllowed() {
        ping = Settings.of(PingConfig.class, "sluice.gateway.ping-drain-status", "418");

        assertThat(violations()).isEmpty();
    }

    private List<String> violations() {
        return SettingsPolicy.violations(upstream, events, streams, ping, relay, console);
    }
}
