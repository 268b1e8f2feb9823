package io.sluice.dispatch.history;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of what is kept. */
@Singleton
final class HistorySettings implements SettingsRules {
    private final HistoryConfig config;

    HistorySettings(HistoryConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return HistoryConfigRules.violations(config);
    }
}
