package io.sluice.service.request;

import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of requests, the same in each service. */
@Singleton
final class RequestSettings implements SettingsRules {
    private final RequestConfig config;

    RequestSettings(RequestConfig config) {
        this.config = config;
    }

    @Override
    public List<String> violations() {
        return RequestConfigRules.violations(config);
    }
}
