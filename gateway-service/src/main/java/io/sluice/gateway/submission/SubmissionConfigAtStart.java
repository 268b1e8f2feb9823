package io.sluice.gateway.submission;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.request.RequestConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Refuses to start with unsafe settings of submission, naming all that is wrong with them at once. */
@Singleton
class SubmissionConfigAtStart {
    private static final int BEFORE_ALL_OTHERS = 1;

    private final SubmissionConfig config;
    private final RequestConfig request;
    private final TopicConfig topics;

    SubmissionConfigAtStart(SubmissionConfig config, RequestConfig request, TopicConfig topics) {
        this.config = config;
        this.request = request;
        this.topics = topics;
    }

    void check(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent start) {
        List<String> violations = SubmissionConfigRules.violations(config, request, topics);
        if (!violations.isEmpty()) {
            throw new ConfigurationException("unsafe settings: " + String.join("; ", violations));
        }
    }
}
