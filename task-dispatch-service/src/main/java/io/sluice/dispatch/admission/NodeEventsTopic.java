package io.sluice.dispatch.admission;

import io.sluice.contracts.event.Topics;
import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The registry's topic, made here in the same way when dispatch starts first: a consumer can't wait for it in peace. */
final class NodeEventsTopic {
    @Produces
    @Singleton
    static TopicSpec nodeEvents() {
        return new TopicSpec(Topics.NODE_EVENTS, 1, Map.of("cleanup.policy", "compact"));
    }
}
