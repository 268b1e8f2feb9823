package io.sluice.dispatch.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a node's attempts are its own. {@link ConfigRules} says which sets of times are safe. */
@ConfigMapping(prefix = "sluice.dispatch")
public interface DispatchConfig {
    /** For this long after a renewal a node's attempts are its own; an {@code idempotent} task is lost then. Default 20 s. */
    @WithDefault("20s")
    Duration lease();

    /** An {@code exclusive} task is lost this long after its node's last renewal. Default 30 s. */
    @WithDefault("30s")
    Duration lostAfter();

    /** A {@code once} task is lost this long after its node's last renewal; until then its result is awaited. Default 10 min. */
    @WithDefault("10m")
    Duration reconnectWindow();
}
