package io.sluice.registry.events;

import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The topic that the registry owns. */
final class NodeEventsTopic {
    private NodeEventsTopic() {}

    @Produces
    @Singleton
    static TopicSpec nodeEvents() {
        return TopicSpec.NODE_EVENTS;
    }
}
