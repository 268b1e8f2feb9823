package io.sluice.gateway.ping;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the ping. */
@ConfigMapping(prefix = "sluice.gateway")
public interface PingConfig {
    /** The HTTP status of /ping and /api/v1/ping while this gateway is out of service: 503, or 418 for load balancers that are set up for it. Default 503. */
    @WithDefault("503")
    int pingDrainStatus();
}
