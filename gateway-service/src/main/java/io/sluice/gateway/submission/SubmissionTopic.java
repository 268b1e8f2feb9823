package io.sluice.gateway.submission;

import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The topic that the gateway writes, as dispatch would make it: whoever starts first does, so that tasks are taken before
 * dispatch has ever run, and no broker makes the topic in its own way because of the first record.
 */
final class SubmissionTopic {
    private SubmissionTopic() {}

    @Produces
    @Singleton
    static TopicSpec tasks(TopicConfig config) {
        return TopicSpec.tasks(config);
    }
}
