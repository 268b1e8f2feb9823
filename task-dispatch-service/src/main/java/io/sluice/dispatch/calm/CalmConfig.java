package io.sluice.dispatch.calm;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When nothing is declared lost, because it is probably us. {@link CalmConfigRules} says what is refused. */
@ConfigMapping(prefix = "sluice.dispatch.calm")
public interface CalmConfig {
    /** Whether losses are ever held back. Off: any node is declared lost when its lease says so, all at once too. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** Most nodes are this share of those that were heard lately, in percent, 1 to 100. Default 55. */
    @WithDefault("55")
    int share();

    /** Fewer silent nodes than this are never most, 2 or more. Default 2. */
    @WithDefault("2")
    int nodes();

    /** Nodes that fell silent within this time did so at once. Default 60 s. */
    @WithDefault("60s")
    Duration within();

    /** No node is declared lost for this long after the database was away; at least the lease. Default 60 s. */
    @WithDefault("60s")
    Duration grace();

    /** Losses are held back no longer than this while the database works. Default 5 min. */
    @WithDefault("5m")
    Duration longest();
}
