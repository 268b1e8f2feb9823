package io.sluice.registry.settings;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses to start with an unsafe set of settings, naming all that is wrong with it at once. */
@Singleton
class SettingsAtStart {
    private final RegistryConfig config;

    SettingsAtStart(RegistryConfig config) {
        this.config = config;
    }

    void check(@Observes StartupEvent start) {
        List<String> violations = SettingsPolicy.violations(config);
        if (!violations.isEmpty()) {
            throw new IllegalStateException("unsafe settings: " + String.join("; ", violations));
        }
    }
}
