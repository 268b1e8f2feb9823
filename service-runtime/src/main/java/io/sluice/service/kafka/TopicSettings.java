package io.sluice.service.kafka;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of topics, the same in each service. */
@Singleton
final class TopicSettings implements SettingsRules {
    private final TopicConfig config;

    TopicSettings(TopicConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return TopicConfigRules.violations(config);
    }
}
