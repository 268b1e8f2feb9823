package io.sluice.gateway.submission;

import io.sluice.contracts.event.Topics;
import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * The topic that the gateway writes, as dispatch would make it: whoever starts first does, so that tasks are taken before
 * dispatch has ever run, and no broker makes the topic in its own way because of the first record.
 */
final class SubmissionTopic {
    private static final int SPREAD = 8;

    private SubmissionTopic() {}

    @Produces
    @Singleton
    static TopicSpec tasks() {
        return new TopicSpec(Topics.TASKS, SPREAD, Map.of());
    }
}
