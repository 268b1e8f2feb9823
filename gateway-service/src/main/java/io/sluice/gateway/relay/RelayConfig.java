package io.sluice.gateway.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the way of nodes to the services. */
@ConfigMapping(prefix = "sluice.gateway.relay")
public interface RelayConfig {
    /** The most connections to each replica of a service: one for each node's stream and some for their calls. Default 2000. */
    @WithDefault("2000")
    int connections();

    /** The most calls under way at once of nodes of which no service has taken a call through this gateway; a call past it is answered with 503. Default 200. */
    @WithDefault("200")
    int newcomers();

    /** The longest wait for a connection before the next replica is tried. Default 1 s. */
    @WithDefault("1s")
    Duration connectTimeout();

    /** A connection on which nothing comes or goes for this long is closed; at least 15 s, which is three silent keep-alives. Default 60 s. */
    @WithDefault("60s")
    Duration idleTimeout();
}
