package io.sluice.service.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How events leave. */
@ConfigMapping(prefix = "sluice.outbox")
public interface OutboxConfig {
    /** The CloudEvents source of this service, a URI reference such as {@code /sluice/node-registry}; empty for no outbox. */
    @WithDefault("")
    Optional<String> source();

    /** The most events that are on their way to the broker at once. Default 500. */
    @WithDefault("500")
    int batch();

    /** How often to look for events that nobody woke the relay for, such as those of a replica that died. Default 5 s. */
    @WithDefault("5s")
    Duration interval();
}
