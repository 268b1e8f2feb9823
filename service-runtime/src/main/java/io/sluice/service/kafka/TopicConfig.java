package io.sluice.service.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How topics are made that are missing at start. */
@ConfigMapping(prefix = "sluice.kafka")
public interface TopicConfig {
    /** Copies of each partition; -1 for the broker's default, which is the default. */
    @WithDefault("-1")
    short replicationFactor();
}
