package io.sluice.gateway.settings;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.sluice.gateway.console.ConsoleConfig;
import io.sluice.gateway.events.EventsConfig;
import io.sluice.gateway.events.StreamsConfig;
import io.sluice.gateway.ping.PingConfig;
import io.sluice.gateway.relay.RelayConfig;
import io.sluice.gateway.upstream.UpstreamConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses to start with an unsafe set of settings, naming all that is wrong with it at once. */
@Singleton
class SettingsAtStart {
    private static final int BEFORE_ALL_OTHERS = 1;

    private final UpstreamConfig upstream;
    private final EventsConfig events;
    private final StreamsConfig streams;
    private final PingConfig ping;
    private final RelayConfig relay;
    private final ConsoleConfig console;

    SettingsAtStart(
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

    void check(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent start) {
        List<String> violations = SettingsPolicy.violations(upstream, events, streams, ping, relay, console);
        if (!violations.isEmpty()) {
            throw new ConfigurationException("unsafe settings: " + String.join("; ", violations));
        }
    }
}
