package io.sluice.gateway.settings;

import io.sluice.gateway.console.ConsoleConfig;
import io.sluice.gateway.events.EventsConfig;
import io.sluice.gateway.events.StreamsConfig;
import io.sluice.gateway.ping.PingConfig;
import io.sluice.gateway.relay.RelayConfig;
import io.sluice.gateway.upstream.UpstreamConfig;
import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of the gateway, those of submission aside. */
@Singleton
final class GatewaySettings implements SettingsRules {
    private final UpstreamConfig upstream;
    private final EventsConfig events;
    private final StreamsConfig streams;
    private final PingConfig ping;
    private final RelayConfig relay;
    private final ConsoleConfig console;

    GatewaySettings(
            UpstreamConfig upstream,
            EventsConfig events,
            StreamsConfig streams,
            PingConfig ping,
            RelayConfig relay,
            ConsoleConfig console) {
        this.upstream = upstream;
        this.events = events;
        this.streams = streams;
        this.ping = ping;
        this.relay = relay;
        this.console = console;
    }

    @Override
    public List<String> violations() {
        return SettingsPolicy.violations(upstream, events, streams, ping, relay, console);
    }
}
