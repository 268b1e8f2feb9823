package io.sluice.registry.events;

import io.sluice.contracts.event.Topics;
import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** The topic that the registry owns: one partition, so that events of all nodes have one order; compacted to the newest. */
final class NodeEventsTopic {
    private NodeEventsTopic() {}

    @Produces
    @Singleton
    static TopicSpec nodeEvents() {
        return new TopicSpec(Topics.NODE_EVENTS, 1, Map.of("cleanup.policy", "compact"));
    }
}
