package io.sluice.dispatch.logs;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of logs. */
@ConfigMapping(prefix = "sluice.dispatch")
public interface LogConfig {
    /** What is kept of an attempt's log, in bytes of UTF-8; the rest is cut, and a line says so. Default 10 MiB. */
    @WithDefault("10M")
    MemorySize logLimit();
}
