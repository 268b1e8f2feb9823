package io.sluice.gateway.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Where the services answer. */
@ConfigMapping(prefix = "sluice.gateway")
public interface UpstreamConfig {
    /** Base URLs of the registry's replicas, or of its Service; one is used until it fails, then the next. Default http://localhost:8081. */
    @WithDefault("http://localhost:8081")
    List<URI> registryUrls();

    /** Base URLs of task-dispatch's replicas, or of its Service; one is used until it fails, then the next. Default http://localhost:8082. */
    @WithDefault("http://localhost:8082")
    List<URI> dispatchUrls();

    /** The longest that a call waits for a service before the client is told that it does not answer. Default 5 s. */
    @WithDefault("5s")
    Duration upstreamTimeout();
}
