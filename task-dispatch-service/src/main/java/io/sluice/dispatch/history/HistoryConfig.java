package io.sluice.dispatch.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what has ended is kept. {@link HistoryConfigRules} says what is refused. */
@ConfigMapping(prefix = "sluice.dispatch")
public interface HistoryConfig {
    /** Ended tasks, their attempts and idempotency keys are deleted after this, by whole days (UTC). Default 30 d. */
    @WithDefault("30d")
    Duration taskRetention();

    /** Logs are deleted after this, by whole days (UTC). Default 14 d. */
    @WithDefault("14d")
    Duration logRetention();
}
