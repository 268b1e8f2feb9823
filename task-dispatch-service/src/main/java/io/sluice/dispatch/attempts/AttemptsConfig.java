package io.sluice.dispatch.attempts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what becomes of attempts. */
@ConfigMapping(prefix = "sluice.dispatch")
public interface AttemptsConfig {
    /** Renewals wait this long for others, to be written with them in one statement. Default 20 ms. */
    @WithDefault("20ms")
    Duration renewalFlush();

    /** Reports wait this long for those of other nodes, to be written with them in one transaction. Default 5 ms. */
    @WithDefault("5ms")
    Duration reportFlush();

    /** An operator may give up a task that has been CANCELING for this long. Default 10 min. */
    @WithDefault("10m")
    Duration abandonAfter();

    /** A node that has not ended an attempt this long after its timeout is told to. Default 60 s. */
    @WithDefault("60s")
    Duration timeoutGrace();
}
