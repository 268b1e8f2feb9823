package io.sluice.dispatch.settings;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The rules for the settings that hold between dispatch and its nodes. */
@Singleton
final class DispatchSettings implements SettingsRules {
    private final DispatchConfig config;
    private final Duration renewalInterval;
    private final Duration selfStop;

    /** The settings of nodes are those of the whole cluster, given to dispatch too where they differ from the default. */
    DispatchSettings(
            DispatchConfig config,
            @ConfigProperty(name = "sluice.node.heartbeat-interval", defaultValue = "5s") Duration renewalInterval,
            @ConfigProperty(name = "sluice.node.self-stop", defaultValue = "15s") Duration selfStop) {
        this.config = config;
        this.renewalInterval = renewalInterval;
        this.selfStop = selfStop;
    }

    @Override
    public List<String> violations() {
        return ConfigRules.violations(config, renewalInterval, selfStop);
    }
}
