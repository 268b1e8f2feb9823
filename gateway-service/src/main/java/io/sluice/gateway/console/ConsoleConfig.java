package io.sluice.gateway.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the console warns of. */
@ConfigMapping(prefix = "sluice.console")
public interface ConsoleConfig {
    /** The overview warns when the oldest queued task has waited for longer, unless the queue is paused; 1 s to 7 d. Default 5 min. */
    @WithDefault("5m")
    Duration queueAgeWarning();
}
