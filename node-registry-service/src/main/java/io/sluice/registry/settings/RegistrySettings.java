package io.sluice.registry.settings;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of the registry. */
@Singleton
final class RegistrySettings implements SettingsRules {
    private final RegistryConfig config;

    RegistrySettings(RegistryConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return SettingsPolicy.violations(config);
    }
}
