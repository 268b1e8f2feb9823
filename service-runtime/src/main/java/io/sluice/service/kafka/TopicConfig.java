package io.sluice.service.kafka;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How topics are made that are missing at start, and what their records may be. */
@ConfigMapping(prefix = "sluice.kafka")
public interface TopicConfig {
    /** Copies of each partition; -1 for the broker's default, which is the default. */
    @WithDefault("-1")
    short replicationFactor();

    /**
     * The largest record of sluice.tasks, in bytes: what its topic is made with (max.message.bytes) and what a gateway sends. A
     * task may be 48,576 bytes less, as JSON. Of a topic that exists max.message.bytes is to be raised first. The same for
     * gateways and task-dispatch; 1M to 8M. Default 1M.
     */
    @WithDefault("1M")
    MemorySize maxRecord();
}
