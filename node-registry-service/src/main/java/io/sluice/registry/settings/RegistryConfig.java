package io.sluice.registry.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the registry. {@link SettingsPolicy} says which sets of them are safe. */
@ConfigMapping(prefix = "sluice.registry")
public interface RegistryConfig {
    /** A node not seen for this long is OFFLINE. Default 20 s. */
    @WithDefault("20s")
    Duration offlineGrace();

    /** How often a node checks in, stretched in a large fleet to at most a third of the grace. Default 5 s. */
    @WithDefault("5s")
    Duration heartbeatInterval();

    /** Heartbeats wait this long for others, or until the statement before is done, to be written in one; at most 200 ms. Default 100 ms. */
    @WithDefault("100ms")
    Duration heartbeatFlush();

    /** A drain or a lower task cap is refused, unless forced, when it would leave fewer slots than this on RUNNING nodes. Default 0. */
    @WithDefault("0")
    int capacityFloor();

    /** Where task-dispatch answers: base URLs of its replicas or of its Service. */
    @WithDefault("http://localhost:8082")
    List<URI> dispatchUrls();

    /** The longest that an operator waits for task-dispatch before being told that the barrier is not yet closed. Default 2 s. */
    @WithDefault("2s")
    Duration dispatchTimeout();

    /**
     * A node that is OFFLINE for this long is retired, unless it holds a live attempt or an operator has changed it.
     * Absent: nodes are retired by operators alone.
     */
    Optional<Duration> retireOfflineAfter();

    /** Settings of the audit. */
    Audit audit();

    /** Settings of the audit. */
    interface Audit {
        /** Entries older than this are deleted. Default 400 d. */
        @WithDefault("400d")
        Duration retention();
    }
}
