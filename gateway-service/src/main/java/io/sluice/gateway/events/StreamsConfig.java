package io.sluice.gateway.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of streams that stay open. */
@ConfigMapping(prefix = "sluice.gateway.streams")
public interface StreamsConfig {
    /** The most event streams and followed logs at once at this gateway; one more is refused with 503. Default 1000. */
    @WithDefault("1000")
    int limit();
}
