package io.sluice.dispatch.admission;

import io.sluice.service.kafka.TopicSpec;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The registry's topic, made here in the same way when dispatch starts first: a consumer can't wait for it in peace. */
final class NodeEventsTopic {
    @Produces
    @Singleton
    static TopicSpec nodeEvents() {
        return TopicSpec.NODE_EVENTS;
    }
}
