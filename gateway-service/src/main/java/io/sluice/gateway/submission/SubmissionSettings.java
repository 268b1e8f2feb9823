package io.sluice.gateway.submission;

import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.request.RequestConfig;
import io.sluice.settings.SettingsRules;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules for the settings of submission. */
@Singleton
final class SubmissionSettings implements SettingsRules {
    private final SubmissionConfig config;
    private final RequestConfig request;
    private final TopicConfig topics;

    SubmissionSettings(SubmissionConfig config, RequestConfig request, TopicConfig topics) {
        this.config = config;
        this.request = request;
        this.topics = topics;
    }

    @Override
    public List<String> violations() {
        return SubmissionConfigRules.violations(config, request, topics);
    }
}
