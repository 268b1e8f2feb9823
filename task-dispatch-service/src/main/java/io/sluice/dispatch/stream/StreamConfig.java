package io.sluice.dispatch.stream;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of nodes' streams. */
@ConfigMapping(prefix = "sluice.dispatch.stream")
public interface StreamConfig {
    /** How often a stream that has nothing to say says so; nodes leave one that is silent for 15 s. Default 4 s. */
    @WithDefault("4s")
    Duration keepAlive();

    /** What may wait in memory for a node that reads slowly, in bytes; the rest is read again when it has. Default 1 MiB. */
    @WithDefault("1M")
    MemorySize buffer();
}
