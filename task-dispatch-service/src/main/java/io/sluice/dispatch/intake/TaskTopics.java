package io.sluice.dispatch.intake;

import io.sluice.contracts.event.Topics;
import io.sluice.service.kafka.TopicConfig;
import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The topics that dispatch owns. Partitions of submissions spread intake over replicas; those of events, their readers. */
final class TaskTopics {
    /** Above the broker's 1 MiB for a submission: the reason comes on top. */
    private static final String MAX_DEAD_LETTER_BYTES = "4194304";

    @Produces
    @Singleton
    static TopicSpec tasks(TopicConfig config) {
        return TopicSpec.tasks(config);
    }

    @Produces
    @Singleton
    static TopicSpec deadLetters() {
        return new TopicSpec(Topics.TASKS_DEAD_LETTER, 1, Map.of("max.message.bytes", MAX_DEAD_LETTER_BYTES));
    }

    @Produces
    @Singleton
    static TopicSpec events() {
        return new TopicSpec(Topics.TASK_EVENTS, TopicSpec.SPREAD, Map.of());
    }
}
