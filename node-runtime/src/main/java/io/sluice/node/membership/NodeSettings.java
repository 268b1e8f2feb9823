package io.sluice.node.membership;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of a node, where the process is one. */
@Singleton
final class NodeSettings implements SettingsRules {
    private final NodeConfig config;

    NodeSettings(NodeConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return config.enabled() ? NodeConfigRules.violations(config) : List.of();
    }
}
