package io.sluice.agent.doors;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the metrics that the agent shows. */
@ConfigMapping(prefix = "sluice.agent.metrics")
public interface MetricsConfig {
    /**
     * What whoever reads the agent's metrics sends; at least 16 characters. When neither it nor its file is given it is
     * sluice.auth.service-token (or -file), and without that nobody reads them. Better a token of its own: tasks run as the
     * agent's user and can find it.
     */
    Optional<String> token();

    /** The file that holds the token for metrics, read once, at start. */
    Optional<Path> tokenFile();
}
