package io.sluice.service.outbox;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of the outbox, where there is one. */
@Singleton
@UnlessBuildProperty(name = "sluice.outbox.source", stringValue = "")
final class OutboxSettings implements SettingsRules {
    private final OutboxConfig config;

    OutboxSettings(OutboxConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return OutboxSettingsPolicy.violations(config);
    }
}
