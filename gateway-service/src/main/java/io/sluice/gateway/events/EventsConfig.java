package io.sluice.gateway.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the event stream. */
@ConfigMapping(prefix = "sluice.gateway.events")
public interface EventsConfig {
    /** How many of the newest events are kept in memory, for clients that come back and for slow ones. Default 5000. */
    @WithDefault("5000")
    int kept();

    /** A comment is sent this often, so that nobody between takes a silent stream for a dead one. Default 10 s. */
    @WithDefault("10s")
    Duration heartbeat();

    /** A client that takes nothing for this long is cut off. Default 30 s. */
    @WithDefault("30s")
    Duration stalledAfter();

    /** The longest wait for events that a client has seen at a gateway that is ahead of this one. Default 2 s. */
    @WithDefault("2s")
    Duration catchUp();
}
