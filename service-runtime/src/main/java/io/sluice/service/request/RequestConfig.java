package io.sluice.service.request;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a request may be. */
@ConfigMapping(prefix = "sluice.request")
public interface RequestConfig {
    /**
     * The largest body of a request, in bytes as they are sent; a larger one is told 413. 2M to 64M, since nodes send their
     * reports through it too. Default 16M.
     */
    @WithDefault("16M")
    MemorySize maxBody();
}
